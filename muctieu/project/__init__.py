"""Settings, addresses, logs and the processes: what ties the rooms into one running product."""
