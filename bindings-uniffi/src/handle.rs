//! The shape of all handles.

/// Makes the handle that groups what can be done with one thing. Each method is a call of the core's handle, which
/// is called as the method of the core's register that gives it, and runs on a worker.
macro_rules! handle {
    (
        $(#[$doc:meta])* $name:ident ($core:ident) {
            $($(#[$of:meta])* fn $method:ident($($argument:ident: $type:ty),* $(,)?) -> $answer:ty { $($body:tt)* })*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, uniffi::Object)]
        pub struct $name(pub(crate) kartotek::Register);

        impl $name {
            pub(crate) fn of(register: &kartotek::Register) -> std::sync::Arc<Self> {
                std::sync::Arc::new(Self(register.clone()))
            }
        }

        #[uniffi::export]
        impl $name {
            $(
                $(#[$of])*
                pub async fn $method(
                    &self,
                    $($argument: $type),*
                ) -> Result<$answer, kartotek::KartotekError> {
                    let register = self.0.clone();
                    $crate::worker::on_worker(move || {
                        let $core = register.$core();
                        $($body)*
                    })
                    .await
                }
            )*
        }
    };
}

pub(crate) use handle;
