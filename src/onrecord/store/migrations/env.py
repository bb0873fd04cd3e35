"""What Alembic runs: the migrations on the connection it is handed. It opens none of its own and commits nothing."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
