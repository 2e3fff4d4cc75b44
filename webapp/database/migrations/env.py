"""What Alembic runs: the migrations, inside the transaction of whoever called."""

from alembic import context

from webapp.database.shape import every_table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=every_table(),
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
