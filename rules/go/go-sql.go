package sample

func find(ctx context.Context, db *sql.DB, name string, r *http.Request, cache Cache) {
	// ruleid: go-sql
	db.Query(fmt.Sprintf("SELECT * FROM users WHERE name = '%s'", name))
	// ruleid: go-sql
	db.ExecContext(ctx, "DELETE FROM users WHERE name = '"+name+"'")
	query := "SELECT * FROM users ORDER BY " + name
	// ruleid: go-sql
	rows, err := db.Query(query)
	// ok: go-sql
	db.Query("SELECT * FROM users WHERE name = ?", name)
	// ok: go-sql
	db.Query("SELECT * FROM "+UsersTable+" WHERE name = ?", name)
	// ok: go-sql
	db.Query(fmt.Sprintf("SELECT * FROM %s WHERE name = ?", tableName), name)
	// ok: go-sql
	cache.Get("select " + name)
	use(rows, err)
}
