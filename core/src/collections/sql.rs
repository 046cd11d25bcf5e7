use crate::sql::SqlTx;

use super::{CollectionRead, CollectionWrite};

impl CollectionRead for SqlTx<'_> {}

impl CollectionWrite for SqlTx<'_> {}
