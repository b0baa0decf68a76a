//! KUnit's doors: the header does the rest.

use detect::{Defect, Finding};
use machine::Place;
use vm::Vm;

/// An expectation or assertion has failed, and the log's last record of the form `.. FAILED at ..` tells it.
pub fn failed(vm: &mut Vm, place: Place) {
    vm.event(place);
    let told = |text: &[u8]| text.windows(11).any(|w| w == b" FAILED at ");
    let record = vm.log.records().enumerate().filter(|(_, (_, text))| told(text)).last();
    let line = record.map_or(0, |(i, _)| i as u32 + 1);
    let context = vm.current();
    vm.find(Finding { defect: Defect::Warn { line, message: true }, context, place });
}
