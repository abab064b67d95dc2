TABLE = "users"


def find(cursor, name, sort, text, many):
    # ruleid: python-sql
    cursor.execute(f"SELECT * FROM users WHERE name = '{name}'")
    # ruleid: python-sql
    cursor.execute("SELECT * FROM users WHERE name = '%s'" % name)
    # ruleid: python-sql
    cursor.execute("DELETE FROM users WHERE name = '" + name + "'")
    # ruleid: python-sql
    cursor.execute("UPDATE users SET name = '{}'".format(name))
    query = "SELECT * FROM users ORDER BY " + sort
    # ruleid: python-sql
    cursor.execute(query)
    # ruleid: python-sql
    cursor.execute(text(f"SELECT * FROM users WHERE id = {name}"))
    # ok: python-sql
    cursor.execute("SELECT * FROM users WHERE name = ?", (name,))
    # ok: python-sql
    cursor.execute(f"SELECT * FROM {TABLE} WHERE name = ?", (name,))
    # ok: python-sql
    cursor.execute("SELECT * FROM users " + "WHERE name = %s", (name,))
    # ok: python-sql
    cursor.execute(f"{name} starts")
    # ok: python-sql
    pool.execute(many)
