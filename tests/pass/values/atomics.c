// SPDX-License-Identifier: MIT OR Apache-2.0
/* What atomic operations return and leave behind, at each width. */
#include <linux/atomic.h>
#include <linux/module.h>

#define TABLE(name, type, init)                                                                  \
	static void name##_table(void)                                                           \
	{                                                                                        \
		static name##_t v = init;                                                        \
		type expected = 1;                                                               \
                                                                                                 \
		WARN_ON(name##_read(&v) != 0);                                                   \
		name##_set(&v, 4);                                                               \
		WARN_ON(name##_read(&v) != 4);                                                   \
		name##_dec(&v);                                                                  \
		WARN_ON(name##_read(&v) != 3);                                                   \
		name##_inc(&v);                                                                  \
		WARN_ON(name##_read(&v) != 4);                                                   \
		name##_add(3, &v);                                                               \
		WARN_ON(name##_read(&v) != 7);                                                   \
		name##_sub(2, &v);                                                               \
		WARN_ON(name##_read(&v) != 5);                                                   \
                                                                                                 \
		name##_set(&v, 4);                                                               \
		WARN_ON(!name##_sub_and_test(4, &v) || name##_sub_and_test(0, &v) != 1);         \
		WARN_ON(!name##_add_negative(-1, &v) || name##_add_negative_relaxed(1, &v));     \
		name##_set(&v, -1);                                                              \
		WARN_ON(!name##_inc_and_test(&v) || name##_inc_and_test(&v));                    \
		WARN_ON(!name##_dec_and_test(&v) || name##_dec_and_test(&v));                    \
                                                                                                 \
		name##_set(&v, 4);                                                               \
		WARN_ON(name##_add_return(3, &v) != 7 || name##_sub_return(2, &v) != 5);         \
		WARN_ON(name##_inc_return(&v) != 6 || name##_dec_return(&v) != 5);               \
		WARN_ON(name##_fetch_add(3, &v) != 5 || name##_fetch_sub(2, &v) != 8);           \
		WARN_ON(name##_fetch_inc(&v) != 6 || name##_fetch_dec(&v) != 7);                 \
		WARN_ON(name##_fetch_or(8, &v) != 6 || name##_fetch_and(10, &v) != 14);          \
		WARN_ON(name##_fetch_xor(3, &v) != 10 || name##_fetch_andnot(1, &v) != 9);       \
		name##_or(3, &v);                                                                \
		name##_and(9, &v);                                                               \
		name##_xor(4, &v);                                                               \
		name##_andnot(1, &v);                                                            \
		WARN_ON(name##_xchg(&v, 2) != 12 || name##_cmpxchg(&v, 3, 9) != 2);              \
		WARN_ON(name##_cmpxchg(&v, 2, 3) != 2 || name##_read(&v) != 3);                  \
		WARN_ON(name##_try_cmpxchg(&v, &expected, 5) || expected != 3);                  \
		WARN_ON(!name##_try_cmpxchg(&v, &expected, 5) || name##_read(&v) != 5);          \
                                                                                                 \
		WARN_ON(name##_add_unless(&v, 1, 5) || !name##_add_unless(&v, 1, 4));            \
		WARN_ON(name##_fetch_add_unless(&v, 1, 6) != 6 || !name##_inc_not_zero(&v));     \
		WARN_ON(name##_dec_if_positive(&v) != 6);                                        \
		name##_set(&v, 0);                                                               \
		WARN_ON(name##_dec_if_positive(&v) != -1 || name##_inc_not_zero(&v));            \
		WARN_ON(name##_read(&v) != 0 || !name##_inc_unless_negative(&v));                \
		WARN_ON(name##_dec_unless_positive(&v) || name##_read(&v) != 1);                 \
		WARN_ON(name##_cond_read_acquire(&v, VAL == 1) != 1);                            \
		WARN_ON(name##_read_acquire(&v) != 1);                                           \
		name##_set_release(&v, ~(type)0);                                                \
		WARN_ON(name##_inc_return_relaxed(&v) != 0);                                     \
	}

TABLE(atomic, int, ATOMIC_INIT(0))
TABLE(atomic64, s64, ATOMIC64_INIT(0))
TABLE(atomic_long, long, ATOMIC_LONG_INIT(0))

static void wrap(void)
{
	static atomic_t v = ATOMIC_INIT(0x7fffffff);
	static atomic64_t w = ATOMIC64_INIT(0xffffffff);
	static unsigned char byte = 0xff;

	WARN_ON(atomic_inc_return(&v) != -0x7fffffff - 1);
	WARN_ON(atomic64_inc_return(&w) != 0x100000000);
	WARN_ON(xchg(&byte, 3) != 0xff || cmpxchg(&byte, 3, 4) != 3 || byte != 4);
}

static int __init test_init(void)
{
	atomic_table();
	atomic64_table();
	atomic_long_table();
	wrap();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
