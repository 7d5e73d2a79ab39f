"""Made-up registers that benches measure on: nobody's records, the same at every run."""
