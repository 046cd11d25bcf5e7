//! Customers, and the registers of jobs and groups, into files.

use std::sync::Arc;

use kartotek::{ExportOptions, ExportSummary, JobGroupId, JobId, RegisterExport};

use crate::customers::Customers;
use crate::jobs::{JobGroups, Jobs};
use crate::streams::{ByteSink, Stream};
use crate::watch::{ExportListener, Watch};
use crate::worker::Answer;

#[uniffi::export]
impl Customers {
    /// Writes customers into a file, which appears when it is complete. It stops within a thousand rows when its
    /// coroutine or task is cancelled, and no file appears; the same when the listener says so: `Cancelled`.
    #[uniffi::method(default(listener = None))]
    pub async fn export_file(
        &self,
        path: String,
        options: ExportOptions,
        listener: Option<Arc<dyn ExportListener>>,
    ) -> Answer<ExportSummary> {
        let register = self.0.clone();
        let export = move |watch: &Arc<Watch<_>>| {
            register.customers().export_file_with(path, &options, &mut |rows| watch.hear(rows))
        };
        Watch::new().during(listener, export).await
    }

    /// Writes customers into a stream, and stops as `exportFile` does; what was written before a failure stays written.
    #[uniffi::method(default(listener = None))]
    pub async fn export_to(
        &self,
        sink: Arc<dyn ByteSink>,
        options: ExportOptions,
        listener: Option<Arc<dyn ExportListener>>,
    ) -> Answer<ExportSummary> {
        let register = self.0.clone();
        let export = move |watch: &Arc<Watch<_>>| {
            let mut sink = Stream { stream: sink, watch: Arc::clone(watch) };
            register.customers().export_to_with(&mut sink, &options, &mut |rows| watch.hear(rows))
        };
        Watch::new().during(listener, export).await
    }
}

/// Makes the export of the registers of one kind of handle.
macro_rules! registers_to_files {
    ($($(#[$doc:meta])* $handle:ident($core:ident, $whose:ident: $id:ty);)+) => {$(
        #[uniffi::export]
        impl $handle {
            $(#[$doc])*
            #[uniffi::method(default(listener = None))]
            pub async fn export_customers(
                &self,
                $whose: $id,
                path: String,
                export: RegisterExport,
                listener: Option<Arc<dyn ExportListener>>,
            ) -> Answer<ExportSummary> {
                let register = self.0.clone();
                let run = move |watch: &Arc<Watch<_>>| {
                    register.$core().export_customers_with($whose, path, &export, &mut |rows| watch.hear(rows))
                };
                Watch::new().during(listener, run).await
            }
        }
    )+};
}

registers_to_files! {
    /// Writes the whole register of a job into a file, which appears when it is complete. It stops as
    /// `Customers.exportFile` does.
    Jobs(jobs, job: JobId);
    /// Writes the whole register of a group into a file, which appears when it is complete. It stops as
    /// `Customers.exportFile` does.
    JobGroups(job_groups, group: JobGroupId);
}
