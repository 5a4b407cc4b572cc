# prepare: somebody has read one of alice's messages. read: the mbox file.
set -eu
case $1 in
prepare)
    perl -0pi -e 's/\nSubject:/\nStatus: RO\nSubject:/' /var/mail/alice
    ;;
read)
    stat -c '%U %G %a %s %y' /var/mail/alice
    cat /var/mail/alice
    printf 'recent 0\n'
    ;;
esac
