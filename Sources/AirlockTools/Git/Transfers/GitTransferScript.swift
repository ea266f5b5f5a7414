/// What a shell in the sandbox does around one git command that reaches a server. What it is lent comes over its standard input, and
/// stays in its own memory: no argument, environment of another program or file holds it.
enum GitTransferScript {
    private static let git = """
        git --git-dir=. -c core.hooksPath=/dev/null -c gc.auto=0 -c protocol.allow=never
        """

    /// Reads user, secret and certificates; git asks the function for the first two. Both are built-ins of the shell's, so that
    /// no program is started with them as arguments.
    static let https = #"""
        IFS= read -r AIRLOCK_GIT_USER && IFS= read -r AIRLOCK_GIT_SECRET || exit 125
        export AIRLOCK_GIT_USER AIRLOCK_GIT_SECRET GIT_TERMINAL_PROMPT=0
        umask 077
        authorities=$(mktemp) && cat >"$authorities" || exit 125
        answer='!f() { test "$1" = get && test -n "$AIRLOCK_GIT_SECRET" && printf "username=%s\npassword=%s\n" "$AIRLOCK_GIT_USER" "$AIRLOCK_GIT_SECRET"; :; }; f'
        \#(git) -c credential.helper= -c credential.helper="$answer" -c http.sslCAInfo="$authorities" \
            -c http.sslVerify=true -c http.followRedirects=false -c protocol.https.allow=always "$@" </dev/null
        status=$?
        rm -f "$authorities"
        exit $status
        """#

    /// Reads user, known hosts and key. The key goes to an agent of this run's own; ssh takes no other server for the one that is
    /// known, reads no configuration, and goes out through the sandbox's proxy (RFC 9110, 9.3.6) by bash's sockets.
    static let ssh = #"""
        for program in ssh ssh-agent ssh-add bash; do command -v $program >/dev/null || exit 127; done
        IFS= read -r user && IFS= read -r hosts && IFS= read -r key || exit 125
        umask 077
        place=$(mktemp -d) && printf %s "$hosts" | base64 -d >"$place/hosts" && cat >"$place/connect" <<'END' || exit 125
        way=${https_proxy#http://}
        way=${way%/}
        exec 3<>"/dev/tcp/${way%:*}/${way##*:}" || exit 1
        printf 'CONNECT %s:%s HTTP/1.1\r\nHost: %s:%s\r\n\r\n' "$1" "$2" "$1" "$2" >&3
        IFS= read -r status <&3
        case $status in
        'HTTP/1.'?' 2'*) ;;
        *) echo "the way to $1:$2 is closed: ${status%?}" >&2; exit 1 ;;
        esac
        while IFS= read -r line <&3 && [ -n "${line%?}" ]; do :; done
        cat <&3 &
        cat >&3
        wait
        END
        eval "$(ssh-agent -s)" >/dev/null || exit 126
        printf %s "$key" | base64 -d | ssh-add -q - || { ssh-agent -k >/dev/null; exit 126; }
        key=
        export GIT_TERMINAL_PROMPT=0 GIT_SSH_VARIANT=ssh
        export GIT_SSH_COMMAND="ssh -F none -a -x -T -l $user -o BatchMode=yes -o PreferredAuthentications=publickey \
        -o StrictHostKeyChecking=yes -o UserKnownHostsFile=$place/hosts -o GlobalKnownHostsFile=none -o UpdateHostKeys=no \
        -o CheckHostIP=no -o VerifyHostKeyDNS=no -o ControlMaster=no -o ConnectTimeout=30 -o LogLevel=ERROR \
        -o 'ProxyCommand=/bin/bash $place/connect %h %p'"
        \#(git) -c protocol.ssh.allow=always "$@" </dev/null
        status=$?
        ssh-agent -k >/dev/null
        rm -rf "$place"
        exit $status
        """#
}
