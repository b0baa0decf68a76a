// SPDX-License-Identifier: MIT OR Apache-2.0
/* Times of day, users, the machine's name. */
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/time.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>
#include <linux/utsname.h>

static int __init test_init(void)
{
	struct timespec64 a, b = { 1, 999999999 }, c = { 0, 1 };
	struct tm date;

	ktime_get_real_ts64(&a);
	WARN_ON(a.tv_nsec < 0 || a.tv_nsec >= NSEC_PER_SEC);
	a = timespec64_add(b, c);
	WARN_ON(a.tv_sec != 2 || a.tv_nsec || timespec64_compare(&b, &a) >= 0);
	a = timespec64_sub(c, b);
	WARN_ON(a.tv_sec != -2 || a.tv_nsec != 2);
	time64_to_tm(1709210096, 0, &date);
	WARN_ON(date.tm_year != 124 || date.tm_mon != 1 || date.tm_mday != 29 || date.tm_hour != 12);
	WARN_ON(date.tm_min != 34 || date.tm_sec != 56 || date.tm_wday != 4 || date.tm_yday != 59);
	WARN_ON(!uid_eq(current_uid(), GLOBAL_ROOT_UID) || from_kuid(&init_user_ns, current_uid()));
	WARN_ON(!capable(CAP_SYS_ADMIN) || strcmp(init_utsname()->sysname, "Linux"));
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
