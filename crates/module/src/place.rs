//! Copying an image to its address.

use std::io;

use region::{Memory, Protection, Region};

use crate::Image;

impl Image {
    /// Copies the image into the region and protects its parts: code is read and executed, constants are read,
    /// variables are read and written. A module may be placed again; it is then as it was at first.
    ///
    /// # Errors
    /// Whatever the operating system says; `InvalidInput` if the image was linked for no place in the region.
    pub fn place(&self, region: &mut Region) -> io::Result<()> {
        region.protect(self.text.start..self.data.end, Protection::ReadWrite)?;
        region.write(self.base, &self.bytes).ok_or(io::ErrorKind::InvalidInput)?;
        region.protect(self.text.start..self.rodata.start, Protection::ReadExecute)?;
        region.protect(self.rodata.start..self.data.start, Protection::ReadOnly)
    }
}
