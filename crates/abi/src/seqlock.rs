use vm::Section;

doors! { "linux/seqlock.h";
    call __lockstep_seq_read_begin() |vm, _place| vm.section(Section::ReadBegins);
    call __lockstep_seq_read_end() |vm, _place| vm.section(Section::ReadEnds);
    call __lockstep_seq_write_begin() |vm, _place| vm.section(Section::WriteBegins);
    call __lockstep_seq_write_end() |vm, _place| vm.section(Section::WriteEnds);
}
