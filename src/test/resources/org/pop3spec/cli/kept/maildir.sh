# prepare: somebody has read two of alice's messages by IMAP. read: the maildir's messages with their flags, and how many are
# recent, which the first login ends.
set -eu
cd /srv/mail/alice/Maildir
case $1 in
prepare)
    flags=S
    for file in $(ls new | head -n 2); do
        mv "new/$file" "cur/$file:2,$flags"
        flags=RS
    done
    ;;
read)
    find new cur -type f -printf '%f %h\n' | sort | while read -r name where; do
        printf '%s %s\n' "${name%:2,}" "$(stat -c '%U %a %s %Y' "$where/$name")"
        cat "$where/$name"
    done
    printf 'recent %s\n' "$(ls new | wc -l)"
    ;;
esac
