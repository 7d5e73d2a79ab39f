"""Public investment and its disbursement."""
