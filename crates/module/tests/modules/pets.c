#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

struct pet {
	char name[16];
	struct list_head node;
};

static LIST_HEAD(pets);

static int adopt(const char *name)
{
	struct pet *pet = kzalloc(sizeof(*pet), GFP_KERNEL);

	if (!pet)
		return -ENOMEM;
	strscpy(pet->name, name, sizeof(pet->name));
	list_add_tail(&pet->node, &pets);
	return 0;
}

int init_module(void)
{
	return adopt("cat") ?: adopt("dog");
}

void cleanup_module(void)
{
	struct pet *pet, *next;

	list_for_each_entry_safe(pet, next, &pets, node) {
		list_del(&pet->node);
		kfree(pet);
	}
	WARN_ON(!list_empty(&pets));
}

MODULE_LICENSE("GPL");
