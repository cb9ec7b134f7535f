#!/usr/bin/python3
"""Starts a program under the restrictions of the unit where no systemd is at hand: as nobody, without capabilities, with the system calls and
socket families of the unit. As root, in a mount namespace of its own (needs python3-seccomp and systemd-analyze):

    unshare -m deploy/systemd/start-restricted.py /opt/gateway/gateway run --config /etc/gateway/gateway.json
"""
import ctypes
import os
import pathlib
import socket
import subprocess
import sys

import seccomp

UNIT = pathlib.Path(__file__).with_name("gateway.service")
CACHE = "/var/cache/gateway"
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
NOBODY = 65534


def settings(name):
    """The values of a setting, one for each of its lines, in their order."""
    lines = [line.partition("=") for line in UNIT.read_text().splitlines()]
    return [value for key, _, value in lines if key == name]


def calls(name):
    """The system calls of a group such as @resources, or the one call itself."""
    if not name.startswith("@"):
        return {name}
    listed = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True).stdout
    members = [line.strip() for line in listed.splitlines()[1:]]
    return set().union(*(calls(member) for member in members if member and not member.startswith("#")))


def allowed_calls():
    allowed = set()
    for line in settings("SystemCallFilter"):
        named = set().union(*(calls(name) for name in line.lstrip("~").split()))
        allowed = allowed - named if line.startswith("~") else allowed | named
    return allowed


def call_filter():
    rules = seccomp.SyscallFilter(seccomp.ERRNO(1))
    for name in allowed_calls() - {"socket"}:
        try:
            rules.add_rule(seccomp.ALLOW, name)
        except RuntimeError:
            pass  # This processor has no such call.
    for family in settings("RestrictAddressFamilies")[0].split():
        rules.add_rule(seccomp.ALLOW, "socket", seccomp.Arg(0, seccomp.EQ, int(getattr(socket, family))))
    return rules


def hide_and_lock_the_system():
    """ProtectSystem=strict, ProtectHome, PrivateTmp: everything is read-only but the cache and a /tmp of its own."""
    os.makedirs(CACHE, mode=0o700, exist_ok=True)
    os.chown(CACHE, NOBODY, NOBODY)
    for command in (
        "mount --make-rprivate /", f"mount --bind {CACHE} {CACHE}", "mount -t tmpfs -o mode=1777 tmpfs /tmp",
        "mount -t tmpfs -o ro,mode=000 tmpfs /root", "mount -t tmpfs -o ro,mode=000 tmpfs /home", "mount -o remount,bind,ro /",
    ):
        subprocess.run(command.split(), check=True)


def drop_rights():
    libc = ctypes.CDLL(None)
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.umask(0o077)


rules = call_filter()
hide_and_lock_the_system()
drop_rights()
os.chdir(CACHE)
rules.load()
os.execv(sys.argv[1], sys.argv[1:])
