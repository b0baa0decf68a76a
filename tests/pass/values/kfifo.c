// SPDX-License-Identifier: MIT OR Apache-2.0
/* What operations on fifos return and leave behind. */
#include <linux/circ_buf.h>
#include <linux/kfifo.h>
#include <linux/module.h>

static DEFINE_KFIFO(numbers, int, 8);
static DECLARE_KFIFO(later, char, 16);
static STRUCT_KFIFO_REC_1(16) records;
static DECLARE_KFIFO_PTR(longs, long);
static struct kfifo bytes;
static DEFINE_SPINLOCK(lock);

static void elements(void)
{
	int i, value, some[8];

	WARN_ON(kfifo_size(&numbers) != 8 || !kfifo_is_empty(&numbers) || kfifo_get(&numbers, &value));
	for (i = 0; i < 8; i++)
		WARN_ON(kfifo_put(&numbers, i * i) != 1);
	WARN_ON(kfifo_put(&numbers, 1) || !kfifo_is_full(&numbers) || kfifo_avail(&numbers));
	WARN_ON(!kfifo_peek(&numbers, &value) || value != 0 || kfifo_len(&numbers) != 8);
	WARN_ON(!kfifo_get(&numbers, &value) || kfifo_out(&numbers, some, 3) != 3 || some[2] != 9);
	some[0] = 70;
	some[1] = 80;
	WARN_ON(kfifo_in(&numbers, some, 2) != 2 || kfifo_len(&numbers) != 6);
	WARN_ON(kfifo_out_peek(&numbers, some, 8) != 6 || some[0] != 16 || some[5] != 80);
	kfifo_skip(&numbers);
	WARN_ON(!kfifo_get(&numbers, &value) || value != 25 || kfifo_peek_len(&numbers) != sizeof(int));
	kfifo_reset_out(&numbers);
	WARN_ON(!kfifo_is_empty(&numbers) || kfifo_in_spinlocked(&numbers, some, 8, &lock) != 8);
	WARN_ON(kfifo_in(&numbers, some, 1) != 0 || kfifo_out_spinlocked(&numbers, some, 5, &lock) != 5);
	kfifo_reset(&numbers);
	WARN_ON(kfifo_len(&numbers) || kfifo_avail(&numbers) != 8 || kfifo_esize(&numbers) != 4);
}

static void allocated(void)
{
	static char buffer[100];
	char text[12] = "";
	long n;

	INIT_KFIFO(later);
	WARN_ON(kfifo_in(&later, "hello", 5) != 5 || kfifo_out(&later, text, 12) != 5 || text[4] != 'o');
	WARN_ON(kfifo_alloc(&bytes, 1, GFP_KERNEL) != -EINVAL || kfifo_initialized(&bytes));
	WARN_ON(kfifo_alloc(&bytes, 100, GFP_KERNEL) || kfifo_size(&bytes) != 128);
	WARN_ON(!kfifo_initialized(&bytes) || kfifo_in(&bytes, "abc", 3) != 3);
	kfifo_free(&bytes);
	WARN_ON(kfifo_initialized(&bytes) || kfifo_alloc(&longs, 4, GFP_KERNEL));
	WARN_ON(!kfifo_put(&longs, 5) || !kfifo_get(&longs, &n) || n != 5 || kfifo_esize(&longs) != 8);
	kfifo_free(&longs);
	WARN_ON(kfifo_init(&bytes, buffer, sizeof(buffer)) || kfifo_size(&bytes) != 64);
}

static void of_records(void)
{
	char text[8] = "";

	INIT_KFIFO(records);
	WARN_ON(kfifo_recsize(&records) != 1 || kfifo_avail(&records) != 15);
	WARN_ON(kfifo_in(&records, "four", 4) != 4 || kfifo_in(&records, "seven..", 7) != 7);
	WARN_ON(kfifo_in(&records, "no room", 7) != 0 || kfifo_len(&records) != 13);
	WARN_ON(kfifo_peek_len(&records) != 4 || kfifo_out(&records, text, 8) != 4 || text[3] != 'r');
	WARN_ON(kfifo_out(&records, text, 2) != 2 || text[1] != 'e' || !kfifo_is_empty(&records));
}

static void circular(void)
{
	WARN_ON(CIRC_CNT(5, 3, 8) != 2 || CIRC_SPACE(5, 3, 8) != 5 || CIRC_CNT(1, 6, 8) != 3);
	WARN_ON(CIRC_CNT_TO_END(1, 6, 8) != 2 || CIRC_SPACE_TO_END(6, 3, 8) != 2);
	WARN_ON(CIRC_SPACE(2, 3, 8) != 0 || CIRC_SPACE_TO_END(3, 0, 8) != 4);
}

static int __init test_init(void)
{
	elements();
	allocated();
	of_records();
	circular();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
