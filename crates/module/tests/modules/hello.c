#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

static int howmany = 1;
static char *whom = "world";
static bool quiet;
static int table[4] = { 1, 2, 3 };
static unsigned int table_count;
static char label[12] = "label";

module_param(howmany, int, 0644);
MODULE_PARM_DESC(howmany, "How many times to greet");
module_param(whom, charp, 0444);
module_param_named(silent, quiet, bool, 0);
module_param_array(table, int, &table_count, 0444);
module_param_string(label, label, sizeof(label), 0644);

static int __init hello_init(void)
{
	int i;

	for (i = 0; i < howmany && !quiet; i++)
		pr_info("%s: hello, %s (%d)\n", THIS_MODULE->name, whom, i);
	return table[3];
}

static void __exit hello_exit(void)
{
	printk(KERN_INFO "bye\n");
}

module_init(hello_init);
module_exit(hello_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("Somebody");
MODULE_DESCRIPTION("Greets");
