#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Conductor authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The library asks for nothing that its promises exclude.

imports.py LIBRARY NM prints TAP.
"""

import re
import subprocess
import sys

# g_get_real_time is not among them: a timeline says on which day it begins.
FORBIDDEN = {
    'the time of day, which may be set back':
        r'(g_get_current_time|g_date_time_new_now\w*|time|gettimeofday|ftime)',
    'threads, which there may be none of':
        r'(g_thread_new|g_thread_try_new|g_thread_pool_\w+|g_task_run_in_thread\w*'
        r'|g_io_scheduler_\w+|pthread_create|thrd_create|timer_create)',
    'processes': r'(fork|vfork|posix_spawn\w*|g_spawn_\w+|g_subprocess_\w+|system|popen)',
    'signal handlers of GLib, which are no help to a blocked main thread':
        r'g_unix_signal_\w+',
}


def read_imported(library, nm):
    lines = subprocess.run([nm, '--undefined-only', '--format=posix', library],
                           check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return {line.split()[0].split('@')[0] for line in lines if not line.endswith(':')}


def main(library, nm):
    imported = read_imported(library, nm)
    # A list that is empty, or read wrongly, would prove nothing.
    nothing = [] if 'g_get_monotonic_time' in imported else ['nothing is imported']
    failed = False

    print(f'1..{len(FORBIDDEN)}')
    for number, (what, pattern) in enumerate(FORBIDDEN.items(), 1):
        found = sorted(name for name in imported if re.fullmatch(pattern, name)) + nothing
        print('not ok' if found else 'ok', number, what)
        print(*(f'# {name}\n' for name in found), sep='', end='')
        failed |= bool(found)
    return failed


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
