// SPDX-License-Identifier: MIT OR Apache-2.0
/* Strings: searching, joining, cutting, printing into new memory. */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static int __init test_init(void)
{
	char text[32] = "  a,b;;c \n", *at = text, *token;
	int n, x, y;
	char word[8];
	unsigned long long big;
	bool is;

	WARN_ON(strcmp(strim(text), "a,b;;c"));
	at = strim(text);
	token = strsep(&at, ",;");
	WARN_ON(strcmp(token, "a") || strcmp(at, "b;;c"));
	strsep(&at, ",;");
	WARN_ON(*strsep(&at, ",;") || strcmp(at, "c"));
	WARN_ON(strcmp(strsep(&at, ",;"), "c") || at || strsep(&at, ","));

	strcpy(text, "one");
	strcat(text, " two");
	strncat(text, " three", 3);
	WARN_ON(strcmp(text, "one two th"));
	WARN_ON(strlcat(text, "abc", 12) != 13 || strcmp(text, "one two tha"));
	WARN_ON(strnlen(text, 3) != 3 || strnlen(text, 100) != 11);
	WARN_ON(strrchr(text, 't') != text + 8 || strchrnul(text, 'z') != text + 11 || strnchr(text, 3, 't'));
	WARN_ON(strspn(text, "eno") != 3 || strcspn(text, " ") != 3 || strpbrk(text, "wt") != text + 4);
	WARN_ON(strcasecmp("aBc", "AbC") || strncasecmp("abX", "ABy", 2) || strcasecmp("a", "b") >= 0);
	WARN_ON(!sysfs_streq("on\n", "on") || sysfs_streq("on", "off"));
	WARN_ON(memchr("abc", 'c', 2) || !memchr("abc", 'c', 3) || memchr_inv("aaa", 'a', 3));
	WARN_ON(toupper('x') != 'X' || tolower('Q') != 'q' || !isxdigit('f') || isdigit('x') || !isspace('\t'));

	token = kasprintf(GFP_KERNEL, "%d-%s", 42, "b");
	WARN_ON(token && strcmp(token, "42-b"));
	kfree(token);
	token = kmemdup_nul("abcdef", 3, GFP_KERNEL);
	WARN_ON(token && strcmp(token, "abc"));
	kfree_sensitive(token);

	n = sscanf("17 -4 hello,0x1f", "%d %d %5s,%i", &x, &y, word, &n);
	WARN_ON(n != 4 || x != 17 || y != -4 || strcmp(word, "hello"));
	WARN_ON(sscanf("a=12;b=zz", "a=%2d;b=%x", &x, &y) != 1 || x != 12);
	WARN_ON(sscanf("abc123", "%3[a-z]%n%u", word, &n, &y) != 2 || n != 3 || y != 123);
	WARN_ON(sscanf("5:6", "%*d:%d", &x) != 1 || x != 6);
	WARN_ON(kstrtoull("18446744073709551615", 10, &big) || big != ~0ULL);
	WARN_ON(kstrtobool("On", &is) || !is || kstrtobool("maybe", &is) != -EINVAL);
	WARN_ON(memparse("3M", NULL) != 3 << 20);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
