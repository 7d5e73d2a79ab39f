"""Who, where, when: accounts and roles, units in time, documents, days, change sets, reads."""
