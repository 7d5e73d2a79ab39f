"""A made-up sector: meters and their readings. It exists so that the spine is tested without
knowing any real sector."""
