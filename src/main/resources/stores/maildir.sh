# put FOLDER MAILDIR: moves the messages of a maildir, whole ones, into the other; FOLDER is no more then.
# empty MAILDIR
set -eu
case $1 in
put)
    chown -R --reference="$3" "$2"
    chmod -R u=rwX,go= "$2"
    find "$2/new" -type f -exec mv -t "$3/new" {} +
    rm -r "$2"
    ;;
empty)
    find "$2/new" "$2/cur" -type f -delete
    ;;
esac
