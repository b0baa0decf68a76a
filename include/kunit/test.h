/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_KUNIT_TEST_H
#define _LOCKSTEP_KUNIT_TEST_H

/*
 * KUnit (Documentation/dev-tools/kunit): cases of suites, each in a kthread of its own, told in KTAP when the module is
 * inserted. An expectation that fails lets its case go on; an assertion ends it. Both are findings.
 */

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

#define KUNIT_PARAM_DESC_SIZE 128
#define KUNIT_STATUS_COMMENT_SIZE 256

enum kunit_status {
	KUNIT_SUCCESS,
	KUNIT_FAILURE,
	KUNIT_SKIPPED,
};

struct kunit_case;
struct kunit_suite;

struct kunit {
	void *priv;
	const char *name;
	const void *param_value;
	int param_index;
	enum kunit_status status;
	char status_comment[KUNIT_STATUS_COMMENT_SIZE];
	struct kunit_suite *__lockstep_suite;
	struct kunit_case *__lockstep_case;
	struct completion *__lockstep_done;
	struct __lockstep_kunit_block *__lockstep_blocks;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *previous, char *description);
	enum kunit_status status;
};

struct kunit_suite {
	const char name[256];
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
};

#define KUNIT_CASE(test) { .run_case = test, .name = #test }
#define KUNIT_CASE_SLOW(test) KUNIT_CASE(test)
#define KUNIT_CASE_PARAM(test, generator) { .run_case = test, .name = #test, .generate_params = generator }

#define KUNIT_ARRAY_PARAM(parameter, array, describe)                                                        \
	static const void *parameter##_gen_params(const void *previous, char *description)                   \
	{                                                                                                    \
		__typeof__((array)[0]) *__next = previous ? ((__typeof__(__next))previous) + 1 : (array);    \
		if (__next - (array) >= (long)ARRAY_SIZE(array))                                             \
			return NULL;                                                                         \
		void (*__describe)(__typeof__(__next), char *) = describe;                                   \
		if (__describe)                                                                              \
			__describe(__next, description);                                                     \
		return __next;                                                                               \
	}

/* What a case allocates is freed at its end. */
struct __lockstep_kunit_block {
	struct __lockstep_kunit_block *next;
	char bytes[] __aligned(16);
};

static inline void *kunit_kmalloc_array(struct kunit *test, size_t n, size_t size, gfp_t flags)
{
	struct __lockstep_kunit_block *block = kmalloc(sizeof(*block) + n * size, flags);

	if (!block)
		return NULL;
	block->next = test->__lockstep_blocks;
	test->__lockstep_blocks = block;
	return block->bytes;
}
#define kunit_kmalloc(test, size, flags) kunit_kmalloc_array(test, 1, size, flags)
#define kunit_kzalloc(test, size, flags) kunit_kmalloc_array(test, 1, size, (flags) | __GFP_ZERO)
#define kunit_kcalloc(test, n, size, flags) kunit_kmalloc_array(test, n, size, (flags) | __GFP_ZERO)

static inline void kunit_kfree(struct kunit *test, const void *object)
{
	struct __lockstep_kunit_block **link = &test->__lockstep_blocks, *block;

	for (; (block = *link); link = &block->next) {
		if ((const void *)block->bytes == object) {
			*link = block->next;
			kfree(block);
			return;
		}
	}
}

#define kunit_log(level, test, format, ...) printk(level format, ##__VA_ARGS__)
#define kunit_printk(level, test, format, ...) printk(level "    # %s: " format, (test)->name, ##__VA_ARGS__)
#define kunit_info(test, format, ...) kunit_printk(KERN_INFO, test, format, ##__VA_ARGS__)
#define kunit_warn(test, format, ...) kunit_printk(KERN_WARNING, test, format, ##__VA_ARGS__)
#define kunit_err(test, format, ...) kunit_printk(KERN_ERR, test, format, ##__VA_ARGS__)

#define kunit_mark_skipped(test, format, ...)                                                                \
	do {                                                                                                 \
		WRITE_ONCE((test)->status, KUNIT_SKIPPED);                                                   \
		scnprintf((test)->status_comment, KUNIT_STATUS_COMMENT_SIZE, format, ##__VA_ARGS__);         \
	} while (0)
#define kunit_skip(test, format, ...)                                                                        \
	do {                                                                                                 \
		kunit_mark_skipped(test, format, ##__VA_ARGS__);                                             \
		kthread_complete_and_exit((test)->__lockstep_done, 0);                                       \
	} while (0)

/* Notes the failure that the last lines of the log tell. */
extern void __lockstep_kunit_failed(void);

#define __lockstep_kunit_fail(test)                                                                          \
	do {                                                                                                 \
		WRITE_ONCE((test)->status, KUNIT_FAILURE);                                                   \
		__lockstep_kunit_failed();                                                                   \
	} while (0)

#define __lockstep_kunit_fails(test, fatal, explain, format, ...)                                            \
	do {                                                                                                 \
		_printk(KERN_ERR "    # %s: %s FAILED at %s:%d\n", (test)->name,                             \
			(fatal) ? "ASSERTION" : "EXPECTATION", __FILE__, __LINE__);                          \
		explain;                                                                                     \
		if (sizeof(format) > 1)                                                                      \
			__lockstep_kunit_message(format, ##__VA_ARGS__);                                     \
		__lockstep_kunit_fail(test);                                                            \
		if (fatal)                                                                                   \
			kthread_complete_and_exit((test)->__lockstep_done, 0);                               \
	} while (0)

static inline __printf(1, 2) void __lockstep_kunit_message(const char *format, ...)
{
	char text[KUNIT_STATUS_COMMENT_SIZE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	_printk(KERN_ERR "    %s\n", text);
}

#define KUNIT_SUCCEED(test) ((void)(test))
#define KUNIT_FAIL(test, format, ...) __lockstep_kunit_fails(test, 0, , format, ##__VA_ARGS__)
#define KUNIT_FAIL_AND_ABORT(test, format, ...) __lockstep_kunit_fails(test, 1, , format, ##__VA_ARGS__)

#define __lockstep_kunit_unary(test, fatal, condition, wanted, format, ...)                                  \
	do {                                                                                                 \
		if ((!!(condition)) != (wanted))                                                              \
			__lockstep_kunit_fails(test, fatal,                                                  \
					       _printk(KERN_ERR "    Expected " #condition " to be %s\n",    \
						       (wanted) ? "true, but is false" : "false, but is true"), \
					       format, ##__VA_ARGS__);                                       \
	} while (0)

#define __lockstep_kunit_binary(test, fatal, left, op, right, conversion, type, format, ...)                 \
	do {                                                                                                 \
		const __typeof__(left) __lockstep_left = (left);                                             \
		const __typeof__(right) __lockstep_right = (right);                                          \
		if (!(__lockstep_left op __lockstep_right))                                                  \
			__lockstep_kunit_fails(test, fatal,                                                  \
					       _printk(KERN_ERR "    Expected %s %s %s, but\n        %s == " \
							conversion "\n        %s == " conversion "\n",       \
						       #left, #op, #right, #left, (type)__lockstep_left,     \
						       #right, (type)__lockstep_right),                      \
					       format, ##__VA_ARGS__);                                       \
	} while (0)

#define __lockstep_kunit_value(test, fatal, left, op, right, format, ...)                                    \
	__lockstep_kunit_binary(test, fatal, left, op, right, "%lld", long long, format, ##__VA_ARGS__)
#define __lockstep_kunit_pointer(test, fatal, left, op, right, format, ...)                                  \
	__lockstep_kunit_binary(test, fatal, left, op, right, "%px", const void *, format, ##__VA_ARGS__)

#define __lockstep_kunit_string(test, fatal, left, op, right, format, ...)                                   \
	do {                                                                                                 \
		const char *__lockstep_left = (left), *__lockstep_right = (right);                           \
		if (!__lockstep_left || !__lockstep_right ||                                                 \
		    !(strcmp(__lockstep_left, __lockstep_right) op 0))                                       \
			__lockstep_kunit_fails(test, fatal,                                                  \
					       _printk(KERN_ERR "    Expected %s %s %s, but\n        %s == \"%s\"\n" \
							"        %s == \"%s\"\n",                            \
						       #left, #op, #right, #left, __lockstep_left, #right,   \
						       __lockstep_right),                                    \
					       format, ##__VA_ARGS__);                                       \
	} while (0)

#define __lockstep_kunit_there(test, fatal, pointer, format, ...)                                            \
	do {                                                                                                 \
		const void *__lockstep_pointer = (pointer);                                                  \
		if (IS_ERR_OR_NULL(__lockstep_pointer))                                                      \
			__lockstep_kunit_fails(test, fatal,                                                  \
					       _printk(KERN_ERR "    Expected %s is not %s, but is: %ld\n",  \
						       #pointer, __lockstep_pointer ? "error" : "null",      \
						       (long)__lockstep_pointer),                            \
					       format, ##__VA_ARGS__);                                       \
	} while (0)

#define KUNIT_EXPECT_TRUE(test, condition) __lockstep_kunit_unary(test, 0, condition, 1, "")
#define KUNIT_EXPECT_FALSE(test, condition) __lockstep_kunit_unary(test, 0, condition, 0, "")
#define KUNIT_EXPECT_EQ(test, a, b) __lockstep_kunit_value(test, 0, a, ==, b, "")
#define KUNIT_EXPECT_NE(test, a, b) __lockstep_kunit_value(test, 0, a, !=, b, "")
#define KUNIT_EXPECT_LT(test, a, b) __lockstep_kunit_value(test, 0, a, <, b, "")
#define KUNIT_EXPECT_LE(test, a, b) __lockstep_kunit_value(test, 0, a, <=, b, "")
#define KUNIT_EXPECT_GT(test, a, b) __lockstep_kunit_value(test, 0, a, >, b, "")
#define KUNIT_EXPECT_GE(test, a, b) __lockstep_kunit_value(test, 0, a, >=, b, "")
#define KUNIT_EXPECT_PTR_EQ(test, a, b) __lockstep_kunit_pointer(test, 0, a, ==, b, "")
#define KUNIT_EXPECT_PTR_NE(test, a, b) __lockstep_kunit_pointer(test, 0, a, !=, b, "")
#define KUNIT_EXPECT_NULL(test, a) __lockstep_kunit_pointer(test, 0, a, ==, NULL, "")
#define KUNIT_EXPECT_NOT_NULL(test, a) __lockstep_kunit_pointer(test, 0, a, !=, NULL, "")
#define KUNIT_EXPECT_STREQ(test, a, b) __lockstep_kunit_string(test, 0, a, ==, b, "")
#define KUNIT_EXPECT_STRNEQ(test, a, b) __lockstep_kunit_string(test, 0, a, !=, b, "")
#define KUNIT_EXPECT_MEMEQ(test, a, b, size) __lockstep_kunit_unary(test, 0, memcmp(a, b, size), 0, "")
#define KUNIT_EXPECT_MEMNEQ(test, a, b, size) __lockstep_kunit_unary(test, 0, memcmp(a, b, size), 1, "")
#define KUNIT_EXPECT_NOT_ERR_OR_NULL(test, a) __lockstep_kunit_there(test, 0, a, "")

#define KUNIT_EXPECT_TRUE_MSG(test, condition, ...) __lockstep_kunit_unary(test, 0, condition, 1, __VA_ARGS__)
#define KUNIT_EXPECT_FALSE_MSG(test, condition, ...) __lockstep_kunit_unary(test, 0, condition, 0, __VA_ARGS__)
#define KUNIT_EXPECT_EQ_MSG(test, a, b, ...) __lockstep_kunit_value(test, 0, a, ==, b, __VA_ARGS__)
#define KUNIT_EXPECT_NE_MSG(test, a, b, ...) __lockstep_kunit_value(test, 0, a, !=, b, __VA_ARGS__)
#define KUNIT_EXPECT_LT_MSG(test, a, b, ...) __lockstep_kunit_value(test, 0, a, <, b, __VA_ARGS__)
#define KUNIT_EXPECT_LE_MSG(test, a, b, ...) __lockstep_kunit_value(test, 0, a, <=, b, __VA_ARGS__)
#define KUNIT_EXPECT_GT_MSG(test, a, b, ...) __lockstep_kunit_value(test, 0, a, >, b, __VA_ARGS__)
#define KUNIT_EXPECT_GE_MSG(test, a, b, ...) __lockstep_kunit_value(test, 0, a, >=, b, __VA_ARGS__)
#define KUNIT_EXPECT_PTR_EQ_MSG(test, a, b, ...) __lockstep_kunit_pointer(test, 0, a, ==, b, __VA_ARGS__)
#define KUNIT_EXPECT_PTR_NE_MSG(test, a, b, ...) __lockstep_kunit_pointer(test, 0, a, !=, b, __VA_ARGS__)
#define KUNIT_EXPECT_NULL_MSG(test, a, ...) __lockstep_kunit_pointer(test, 0, a, ==, NULL, __VA_ARGS__)
#define KUNIT_EXPECT_NOT_NULL_MSG(test, a, ...) __lockstep_kunit_pointer(test, 0, a, !=, NULL, __VA_ARGS__)
#define KUNIT_EXPECT_STREQ_MSG(test, a, b, ...) __lockstep_kunit_string(test, 0, a, ==, b, __VA_ARGS__)
#define KUNIT_EXPECT_STRNEQ_MSG(test, a, b, ...) __lockstep_kunit_string(test, 0, a, !=, b, __VA_ARGS__)
#define KUNIT_EXPECT_NOT_ERR_OR_NULL_MSG(test, a, ...) __lockstep_kunit_there(test, 0, a, __VA_ARGS__)

#define KUNIT_ASSERT_TRUE(test, condition) __lockstep_kunit_unary(test, 1, condition, 1, "")
#define KUNIT_ASSERT_FALSE(test, condition) __lockstep_kunit_unary(test, 1, condition, 0, "")
#define KUNIT_ASSERT_EQ(test, a, b) __lockstep_kunit_value(test, 1, a, ==, b, "")
#define KUNIT_ASSERT_NE(test, a, b) __lockstep_kunit_value(test, 1, a, !=, b, "")
#define KUNIT_ASSERT_LT(test, a, b) __lockstep_kunit_value(test, 1, a, <, b, "")
#define KUNIT_ASSERT_LE(test, a, b) __lockstep_kunit_value(test, 1, a, <=, b, "")
#define KUNIT_ASSERT_GT(test, a, b) __lockstep_kunit_value(test, 1, a, >, b, "")
#define KUNIT_ASSERT_GE(test, a, b) __lockstep_kunit_value(test, 1, a, >=, b, "")
#define KUNIT_ASSERT_PTR_EQ(test, a, b) __lockstep_kunit_pointer(test, 1, a, ==, b, "")
#define KUNIT_ASSERT_PTR_NE(test, a, b) __lockstep_kunit_pointer(test, 1, a, !=, b, "")
#define KUNIT_ASSERT_NULL(test, a) __lockstep_kunit_pointer(test, 1, a, ==, NULL, "")
#define KUNIT_ASSERT_NOT_NULL(test, a) __lockstep_kunit_pointer(test, 1, a, !=, NULL, "")
#define KUNIT_ASSERT_STREQ(test, a, b) __lockstep_kunit_string(test, 1, a, ==, b, "")
#define KUNIT_ASSERT_STRNEQ(test, a, b) __lockstep_kunit_string(test, 1, a, !=, b, "")
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(test, a) __lockstep_kunit_there(test, 1, a, "")

#define KUNIT_ASSERT_TRUE_MSG(test, condition, ...) __lockstep_kunit_unary(test, 1, condition, 1, __VA_ARGS__)
#define KUNIT_ASSERT_FALSE_MSG(test, condition, ...) __lockstep_kunit_unary(test, 1, condition, 0, __VA_ARGS__)
#define KUNIT_ASSERT_EQ_MSG(test, a, b, ...) __lockstep_kunit_value(test, 1, a, ==, b, __VA_ARGS__)
#define KUNIT_ASSERT_NE_MSG(test, a, b, ...) __lockstep_kunit_value(test, 1, a, !=, b, __VA_ARGS__)
#define KUNIT_ASSERT_LT_MSG(test, a, b, ...) __lockstep_kunit_value(test, 1, a, <, b, __VA_ARGS__)
#define KUNIT_ASSERT_LE_MSG(test, a, b, ...) __lockstep_kunit_value(test, 1, a, <=, b, __VA_ARGS__)
#define KUNIT_ASSERT_GT_MSG(test, a, b, ...) __lockstep_kunit_value(test, 1, a, >, b, __VA_ARGS__)
#define KUNIT_ASSERT_GE_MSG(test, a, b, ...) __lockstep_kunit_value(test, 1, a, >=, b, __VA_ARGS__)
#define KUNIT_ASSERT_PTR_EQ_MSG(test, a, b, ...) __lockstep_kunit_pointer(test, 1, a, ==, b, __VA_ARGS__)
#define KUNIT_ASSERT_PTR_NE_MSG(test, a, b, ...) __lockstep_kunit_pointer(test, 1, a, !=, b, __VA_ARGS__)
#define KUNIT_ASSERT_STREQ_MSG(test, a, b, ...) __lockstep_kunit_string(test, 1, a, ==, b, __VA_ARGS__)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL_MSG(test, a, ...) __lockstep_kunit_there(test, 1, a, __VA_ARGS__)

static inline int kunit_try_catch_thread(void *data)
{
	struct kunit *test = data;
	int error = test->__lockstep_suite->init ? test->__lockstep_suite->init(test) : 0;

	if (error) {
		kunit_err(test, "failed to initialize: %d\n", error);
		__lockstep_kunit_fail(test);
	} else {
		test->__lockstep_case->run_case(test);
	}
	kthread_complete_and_exit(test->__lockstep_done, 0);
}

/* One case, with one parameter if it has any. */
static inline void __lockstep_kunit_run_case(struct kunit *test, struct kunit_suite *suite, struct kunit_case *each)
{
	DECLARE_COMPLETION_ONSTACK(done);

	test->name = each->name;
	test->status = KUNIT_SUCCESS;
	test->status_comment[0] = 0;
	test->__lockstep_suite = suite;
	test->__lockstep_case = each;
	test->__lockstep_done = &done;
	test->__lockstep_blocks = NULL;
	if (IS_ERR(kthread_run(kunit_try_catch_thread, test, "kunit_try_catch_thread"))) {
		__lockstep_kunit_fail(test);
		return;
	}
	wait_for_completion(&done);
	if (suite->exit)
		suite->exit(test);
	while (test->__lockstep_blocks) {
		struct __lockstep_kunit_block *block = test->__lockstep_blocks;

		test->__lockstep_blocks = block->next;
		kfree(block);
	}
}

static inline void __lockstep_kunit_say(const char *indent, enum kunit_status status, int number, const char *name,
				 const char *comment)
{
	_printk(KERN_INFO "%s%sok %d %s%s%s\n", indent, status == KUNIT_FAILURE ? "not " : "", number, name,
		status == KUNIT_SKIPPED ? " # SKIP " : "", status == KUNIT_SKIPPED ? comment : "");
}

static inline enum kunit_status __lockstep_kunit_merge(enum kunit_status a, enum kunit_status b)
{
	if (a == KUNIT_FAILURE || b == KUNIT_FAILURE)
		return KUNIT_FAILURE;
	return a == KUNIT_SUCCESS || b == KUNIT_SUCCESS ? KUNIT_SUCCESS : KUNIT_SKIPPED;
}

static inline enum kunit_status __lockstep_kunit_case(struct kunit *test, struct kunit_suite *suite,
					       struct kunit_case *each, int number)
{
	char description[KUNIT_PARAM_DESC_SIZE];
	enum kunit_status status = KUNIT_SKIPPED;

	test->priv = NULL;
	test->param_index = 0;
	test->param_value = NULL;
	if (!each->generate_params) {
		__lockstep_kunit_run_case(test, suite, each);
		status = test->status;
		__lockstep_kunit_say("    ", status, number, each->name, test->status_comment);
		return status;
	}
	_printk(KERN_INFO "        KTAP version 1\n        # Subtest: %s\n", each->name);
	for (;;) {
		description[0] = 0;
		test->param_value = each->generate_params(test->param_value, description);
		if (!test->param_value)
			break;
		if (!description[0])
			scnprintf(description, sizeof(description), "param-%d", test->param_index);
		__lockstep_kunit_run_case(test, suite, each);
		status = __lockstep_kunit_merge(status, test->status);
		__lockstep_kunit_say("        ", test->status, ++test->param_index, description,
				     test->status_comment);
	}
	__lockstep_kunit_say("    ", status, number, each->name, "");
	return status;
}

static inline enum kunit_status __lockstep_kunit_suite(struct kunit_suite *suite, int number)
{
	struct kunit *test = kzalloc(sizeof(*test), GFP_KERNEL | __GFP_NOFAIL);
	enum kunit_status status = KUNIT_SKIPPED;
	int cases = 0, counts[3] = {}, n = 0;

	while (suite->test_cases[cases].run_case)
		cases++;
	_printk(KERN_INFO "    KTAP version 1\n    # Subtest: %s\n    1..%d\n", suite->name, cases);
	if (suite->suite_init && suite->suite_init(suite)) {
		status = KUNIT_FAILURE;
	} else {
		for (n = 0; n < cases; n++) {
			struct kunit_case *each = &suite->test_cases[n];

			each->status = __lockstep_kunit_case(test, suite, each, n + 1);
			counts[each->status]++;
			status = __lockstep_kunit_merge(status, each->status);
		}
		if (suite->suite_exit)
			suite->suite_exit(suite);
	}
	kfree(test);
	if (cases > 1)
		_printk(KERN_INFO "# %s: pass:%d fail:%d skip:%d total:%d\n", suite->name, counts[0], counts[1],
			counts[2], cases);
	__lockstep_kunit_say("", status, number, suite->name, "");
	return status;
}

static inline int __lockstep_kunit_suites(struct kunit_suite **suites, int n)
{
	_printk(KERN_INFO "KTAP version 1\n1..%d\n", n);
	for (int i = 0; i < n; i++)
		__lockstep_kunit_suite(suites[i], i + 1);
	return 0;
}

/* Of a module, so that it stands once in it. */
#define kunit_test_suites(...)                                                                               \
	static int __init __lockstep_kunit_start(void)                                                       \
	{                                                                                                    \
		struct kunit_suite *suites[] = { __VA_ARGS__ };                                              \
		return __lockstep_kunit_suites(suites, ARRAY_SIZE(suites));                                  \
	}                                                                                                    \
	static void __exit __lockstep_kunit_end(void)                                                        \
	{                                                                                                    \
	}                                                                                                    \
	module_init(__lockstep_kunit_start);                                                                 \
	module_exit(__lockstep_kunit_end)
#define kunit_test_suite(suite) kunit_test_suites(&suite)

#endif
