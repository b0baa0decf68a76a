/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SIGNAL_H
#define _LOCKSTEP_LINUX_SIGNAL_H

#include <linux/types.h>

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGIO 29
#define SIGPOLL SIGIO
#define _NSIG 64
#define _NSIG_WORDS 1

#define POLL_IN 1
#define POLL_OUT 2
#define POLL_HUP 6

#define SI_USER 0
#define SI_KERNEL 0x80
#define SI_QUEUE -1
#define SEND_SIG_NOINFO ((struct kernel_siginfo *)0)
#define SEND_SIG_PRIV ((struct kernel_siginfo *)1)

struct kernel_siginfo {
	int si_signo;
	int si_errno;
	int si_code;
	int si_int;
};
typedef struct kernel_siginfo kernel_siginfo_t;

#endif
