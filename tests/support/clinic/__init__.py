"""A made-up clinic for the tests of figures: people, their visits, and where they live."""
