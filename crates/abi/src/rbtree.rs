use kernel::rbtree::Tree;

doors! { "linux/rbtree.h";
    call rb_link_node(node: usize, parent: usize, link: usize) |vm, place| Tree::new(vm, 0, place).link(node, parent, link);
    call rb_insert_color(node: usize, root: usize) |vm, place| Tree::new(vm, root, place).insert(node);
    call rb_erase(node: usize, root: usize) |vm, place| Tree::new(vm, root, place).erase(node);
    call rb_first(root: usize) -> usize |vm, place| Tree::new(vm, root, place).first();
    call rb_last(root: usize) -> usize |vm, place| Tree::new(vm, root, place).last();
    call rb_next(node: usize) -> usize |vm, place| Tree::new(vm, 0, place).next(node);
    call rb_prev(node: usize) -> usize |vm, place| Tree::new(vm, 0, place).previous(node);
    call rb_replace_node(old: usize, new: usize, root: usize) |vm, place| Tree::new(vm, root, place).replace(old, new);
    call rb_first_postorder(root: usize) -> usize |vm, place| Tree::new(vm, root, place).first_after_children();
    call rb_next_postorder(node: usize) -> usize |vm, place| Tree::new(vm, 0, place).next_after_children(node);
    call rb_insert_color_cached(node: usize, root: usize, leftmost: bool) |vm, place| {
        Tree::new(vm, root, place).insert_cached(node, leftmost)
    };
    call rb_erase_cached(node: usize, root: usize) -> usize |vm, place| Tree::new(vm, root, place).erase_cached(node);
    call rb_insert_augmented(node: usize, root: usize, callbacks: usize) |vm, place| {
        Tree::augmented(vm, root, callbacks, place).insert(node)
    };
    call rb_insert_augmented_cached(node: usize, root: usize, leftmost: bool, callbacks: usize) |vm, place| {
        Tree::augmented(vm, root, callbacks, place).insert_cached(node, leftmost)
    };
    call rb_erase_augmented(node: usize, root: usize, callbacks: usize) |vm, place| {
        Tree::augmented(vm, root, callbacks, place).erase(node)
    };
    call rb_erase_augmented_cached(node: usize, root: usize, callbacks: usize) |vm, place| {
        Tree::augmented(vm, root, callbacks, place).erase_cached(node);
    };
    call rb_replace_node_cached(old: usize, new: usize, root: usize) |vm, place| {
        Tree::new(vm, root, place).replace_cached(old, new)
    };
}
