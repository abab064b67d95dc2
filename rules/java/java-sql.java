class Users {
    ResultSet find(Connection connection, Statement statement, String name, HttpServletRequest request) throws SQLException {
        // ruleid: java-sql
        statement.executeQuery("SELECT * FROM users WHERE name = '" + name + "'");
        // ruleid: java-sql
        statement.executeUpdate(String.format("DELETE FROM users WHERE name = '%s'", name));
        String query = "select * from users order by " + request.getParameter("sort");
        // ruleid: java-sql
        ResultSet users = statement.executeQuery(query);
        // ruleid: java-sql
        manager.createQuery("from User u where u.name = '" + name + "'");
        // ok: java-sql
        statement.executeQuery("SELECT * FROM users");
        // ok: java-sql
        PreparedStatement found = connection.prepareStatement("SELECT * FROM users " + "WHERE name = ?");
        // ok: java-sql
        connection.prepareStatement("SELECT * FROM " + TABLE + " WHERE name = ?");
        // ok: java-sql
        task.execute("run " + name);
        return users;
    }
}
