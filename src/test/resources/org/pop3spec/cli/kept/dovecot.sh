# prepare: somebody has read some of alice's messages by IMAP. read: what Dovecot's own tool knows of them, and how many are
# recent, which the first login ends.
set -eu
case $1 in
prepare)
    doveadm flags add -u alice '\Seen' mailbox INBOX 1:4
    doveadm flags add -u alice '\Answered \Flagged $Forwarded' mailbox INBOX 2
    doveadm flags add -u alice '\Deleted' mailbox INBOX 3
    ;;
read)
    doveadm fetch -u alice 'uid guid pop3.uidl flags size.physical date.received date.saved text' mailbox INBOX ALL |
        sed '/^flags:/ { s/ *\\Recent//; s/ *$//; }'
    doveadm mailbox status -u alice 'messages unseen uidvalidity uidnext vsize' INBOX
    printf 'recent %s\n' "$(doveadm fetch -u alice flags mailbox INBOX ALL | grep -c Recent || true)"
    ;;
esac
