use serde::{Deserialize, Serialize};

/// One thing that a user process does. A process does its steps in order; one that fails is no defect of the module:
/// its error number is what the program would have printed, and the next step follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// `echo TEXT > PATH`: open for writing, write the bytes (the rest again after a short write), close.
    Write {
        /// The file.
        path: String,
        /// What is written.
        bytes: Vec<u8>,
        /// `>>` in place of `>`.
        append: bool,
    },
    /// `cat PATH`: open for reading, read until nothing comes, close. What was read is the process's output.
    Read {
        /// The file.
        path: String,
    },
    /// `dd if=FROM of=TO bs=BLOCK count=COUNT`
    Copy {
        /// The file to read; none: the process's input, which is empty.
        from: Option<String>,
        /// The file to write; none: the process's output.
        to: Option<String>,
        /// Bytes of each `read` and `write`.
        block: usize,
        /// So many blocks; none: until nothing comes.
        count: Option<u64>,
    },
    /// `ioctl PATH COMMAND ARGUMENT`: open for reading and writing, one `ioctl`, close.
    Ioctl {
        /// The file.
        path: String,
        /// The command number.
        command: u32,
        /// The argument.
        argument: u64,
    },
    /// An interrupt line fires once, at any time between `request_irq` and `free_irq`.
    Irq(u32),
    /// Sleep so many nanoseconds of virtual time.
    Sleep(u64),
    /// The device of this name disappears.
    Unplug(String),
    /// `insmod FILE PARAM=VALUE ..`
    Insmod {
        /// The `.c`, `.o` or `.ko` file.
        file: String,
        /// Parameters, as `name=value`.
        params: Vec<String>,
    },
    /// `rmmod NAME`
    Rmmod(String),
    /// `chmod MODE PATH`
    Chmod {
        /// The file.
        path: String,
        /// The permission bits.
        mode: u16,
    },
    /// `rm PATH`
    Remove {
        /// The file.
        path: String,
    },
    /// `mkdir PATH`
    MakeDirectory {
        /// The directory.
        path: String,
    },
    /// `rmdir PATH`
    RemoveDirectory {
        /// The directory.
        path: String,
    },
    /// `mknod -m MODE PATH c MAJOR MINOR`
    MakeNode {
        /// The node of a character device.
        path: String,
        /// The permission bits.
        mode: u16,
        /// The driver.
        major: u32,
        /// Which of its devices.
        minor: u32,
    },
}
