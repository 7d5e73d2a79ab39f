"""Run in Superset's environment: its databases and tables as rows of its own, as its API would.

``superset_setup.py TABLE=SQLALCHEMY-ADDRESS …`` prints ``TABLE=ID`` of the table of each database.
"""

from __future__ import annotations

import sys


def main(sources: list[str]) -> None:
    """Make a database and its one table known for each source."""
    from superset.app import create_app

    with create_app().app_context():
        from superset import db
        from superset.connectors.sqla.models import SqlaTable
        from superset.models.core import Database

        for source in sources:
            name, _, address = source.partition("=")
            database = Database(database_name=name, sqlalchemy_uri=address)
            db.session.add(database)
            db.session.flush()
            table = SqlaTable(table_name=name, database=database)
            db.session.add(table)
            db.session.flush()
            table.fetch_metadata()
            db.session.commit()
            print(f"{name}={table.id}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
