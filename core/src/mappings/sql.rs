use crate::base::Result;
use crate::sql::{Row, Sql, SqlTx, Value};

use super::{MappingRead, MappingWrite, SavedMapping};

impl MappingRead for SqlTx<'_> {
    fn saved_mappings(&self) -> Result<Vec<SavedMapping>> {
        static ALL: Sql = Sql::new("SELECT name, header, columns FROM import_mappings ORDER BY name");
        self.all(&ALL, &[], read_mapping)
    }
}

impl MappingWrite for SqlTx<'_> {
    fn put_saved_mapping(&mut self, mapping: &SavedMapping) -> Result<()> {
        static PUT: Sql = Sql::new(
            "INSERT INTO import_mappings (name, header, columns) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET header = excluded.header, columns = excluded.columns",
        );
        let row = [Value::Text(&mapping.name), Value::Text(&mapping.header), Value::Text(&mapping.columns)];
        self.execute(&PUT, &row)?;
        Ok(())
    }

    fn delete_saved_mapping(&mut self, name: &str) -> Result<bool> {
        static DELETE: Sql = Sql::new("DELETE FROM import_mappings WHERE name = $1");
        Ok(self.execute(&DELETE, &[Value::Text(name)])? > 0)
    }
}

fn read_mapping(row: &dyn Row) -> Result<SavedMapping> {
    Ok(SavedMapping {
        name: row.text(0)?.to_owned(),
        header: row.text(1)?.to_owned(),
        columns: row.text(2)?.to_owned(),
    })
}
