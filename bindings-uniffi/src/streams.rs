//! What apps give in place of files: streams to read from and to write to.

use std::io;
use std::sync::Arc;

use crate::watch::{ListenerError, Watch};

/// A stream of bytes, such as an app is given in place of a file. It is called on a thread of its own.
#[uniffi::export(with_foreign)]
pub trait ByteStream: Send + Sync {
    /// Returns the next bytes, at most so many; none at the end.
    fn read(&self, at_most: u32) -> Result<Vec<u8>, ListenerError>;
}

/// A stream that takes bytes, such as an app is given in place of a file. It is called on a thread of its own.
#[uniffi::export(with_foreign)]
pub trait ByteSink: Send + Sync {
    /// Takes all of these bytes.
    fn write(&self, bytes: Vec<u8>) -> Result<(), ListenerError>;
}

/// A stream of the app as Rust sees one, as long as its caller waits.
pub(crate) struct Stream<S: ?Sized, P> {
    pub(crate) stream: Arc<S>,
    pub(crate) watch: Arc<Watch<P>>,
}

impl<S: ?Sized, P: 'static> Stream<S, P> {
    /// Makes one call of the app.
    fn called<T>(&self, call: impl FnOnce(&S) -> Result<T, ListenerError>) -> io::Result<T> {
        if self.watch.is_left() {
            return Err(io::Error::other("nobody waits for it any more"));
        }
        call(&self.stream).map_err(|error| io::Error::other(error.to_string()))
    }
}

impl<P: 'static> io::Read for Stream<dyn ByteStream, P> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let at_most = u32::try_from(into.len()).unwrap_or(u32::MAX);
        let bytes = self.called(|stream| stream.read(at_most))?;
        let Some(place) = into.get_mut(..bytes.len()) else {
            return Err(io::Error::other("the stream gave more bytes than it was asked for"));
        };
        place.copy_from_slice(&bytes);
        Ok(bytes.len())
    }
}

impl<P: 'static> io::Write for Stream<dyn ByteSink, P> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.called(|stream| stream.write(bytes.to_vec()))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
