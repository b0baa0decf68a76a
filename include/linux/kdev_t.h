/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KDEV_T_H
#define _LOCKSTEP_LINUX_KDEV_T_H

#include <linux/types.h>

/* A device number: 12 bits of major, 20 bits of minor. */
#define MINORBITS 20
#define MINORMASK ((1U << MINORBITS) - 1)
#define MAJOR(dev) ((unsigned int)((dev) >> MINORBITS))
#define MINOR(dev) ((unsigned int)((dev) & MINORMASK))
#define MKDEV(major, minor) (((major) << MINORBITS) | (minor))

#define print_dev_t(buffer, number) sprintf(buffer, "%u:%u\n", MAJOR(number), MINOR(number))
#define format_dev_t(buffer, number)                                                                         \
	({                                                                                                   \
		char *__lockstep_buffer = (buffer);                                                          \
		sprintf(__lockstep_buffer, "%u:%u", MAJOR(number), MINOR(number));                           \
		__lockstep_buffer;                                                                           \
	})

#endif
