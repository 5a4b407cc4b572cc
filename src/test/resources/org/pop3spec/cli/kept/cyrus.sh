# prepare: somebody has read some of alice's messages by IMAP. read: what IMAP tells of them, the files, and how many are recent.
set -eu
imap() {
    perl -MIO::Socket::INET -e '
        my $imap;
        for (1 .. 100) {
            $imap = IO::Socket::INET->new("127.0.0.1:143") and last;
            select(undef, undef, undef, 0.1);
        }
        $imap or die "no IMAP server";
        <$imap>;
        for my $command (@ARGV) {
            print $imap "a $command\r\n";
            my $answer = "";
            while (my $line = <$imap>) {
                $answer .= $line;
                $line =~ /^a (OK|NO|BAD)/ or next;
                $1 eq "OK" or die "$command: $answer";
                last;
            }
            print $answer unless $command =~ /^(LOGIN|LOGOUT)/;
        }' "LOGIN alice $(sed -n 's/^alice://p' /etc/cyrus/accounts)" "$@" LOGOUT
}
case $1 in
prepare)
    sed -i 's/^SERVICES {/&\n    imap cmd="imapd" listen="127.0.0.1:143" prefork=0/' /etc/cyrus.conf
    kill -HUP 1
    imap 'SELECT INBOX' 'STORE 1:4 FLAGS.SILENT (\Seen)' 'STORE 2 +FLAGS.SILENT (\Answered \Flagged $Forwarded)' \
        'STORE 3 +FLAGS.SILENT (\Deleted)' UNSELECT
    ;;
read)
    seen=$(imap 'STATUS INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)' 'EXAMINE INBOX' \
        'FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE MODSEQ BODY.PEEK[])' UNSELECT)
    printf '%s\n' "$seen" | sed '/ RECENT/d; s/\\Recent *//; s/ ([0-9.]* sec)//'
    find /var/spool/cyrus/mail -type f -name '*.' -exec sha256sum {} + | sort
    printf 'recent %s\n' "$(printf '%s\n' "$seen" | sed -n 's/^\* \([0-9]*\) RECENT.*/\1/p')"
    ;;
esac
