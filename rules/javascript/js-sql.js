async function find(db, req, name, map) {
  // ruleid: js-sql
  await db.query(`SELECT * FROM users WHERE name = '${name}'`);
  // ruleid: js-sql
  db.run("DELETE FROM users WHERE name = '" + req.body.name + "'");
  const query = "SELECT * FROM users ORDER BY " + req.query.sort;
  // ruleid: js-sql
  const users = await db.all(query);
  // ok: js-sql
  await db.query("SELECT * FROM users WHERE name = ?", [name]);
  // ok: js-sql
  await db.query(`SELECT * FROM ${TABLE} WHERE name = ?`, [name]);
  // ok: js-sql
  await db.query(sql`SELECT * FROM users WHERE name = ${name}`);
  // ok: js-sql
  map.get(`select ${name}`);
  // ok: js-sql
  await db.query("SELECT * FROM users WHERE name = " + db.escape(name));
  return users;
}
