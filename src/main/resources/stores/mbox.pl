# put FILE MBOX: appends the messages of an mbox file to the other; FILE is no more then.
# empty MBOX
# Both under the two locks that servers use: a file .lock beside it, then an fcntl lock on it. Exit code 75 where somebody
# else does not let go of one.
use strict;
use warnings;
use Fcntl qw(:DEFAULT :seek);

my $LIMIT = 15;
# Linux's struct flock on 64-bit machines: type, whence, start, length, process
my $FLOCK = 's s x4 q q l x4';

my $command = shift;
my $staged = $command eq 'put' ? shift : undef;
my $mbox = shift;
alarm $LIMIT;
my $locked = 0;
$SIG{ALRM} = sub { $locked = 1; die "the lock on $mbox did not go away within $LIMIT s\n" };

my $ours = 0;
eval {
    until (sysopen my $lock, "$mbox.lock", O_CREAT | O_EXCL | O_WRONLY) {
        die "$mbox.lock: $!\n" unless $!{EEXIST};
        select undef, undef, undef, 0.02;
    }
    $ours = 1;
    open my $file, '+<', $mbox or die "$mbox: $!\n";
    fcntl $file, F_SETLKW, pack $FLOCK, F_WRLCK, SEEK_SET, 0, 0, 0 or die "lock on $mbox: $!\n";
    defined $staged ? append($file) : (truncate $file, 0) or die "$mbox: $!\n";
    close $file or die "$mbox: $!\n";
};
my $trouble = $@;
unlink "$mbox.lock" if $ours;
if ($trouble) {
    print STDERR $trouble;
    exit($locked ? 75 : 1);
}

sub append {
    my $file = shift;
    my $size = -s $file;
    my $end = '';
    seek $file, $size > 2 ? $size - 2 : 0, SEEK_SET;
    read $file, $end, 2;
    # A postmark is a line of its own behind an empty one.
    my $divider = $size == 0 || $end eq "\n\n" ? '' : $end =~ /\n\z/ ? "\n" : "\n\n";
    open my $messages, '<', $staged or die "$staged: $!\n";
    local $/;
    seek $file, 0, SEEK_END;
    print $file $divider, <$messages> or return 0;
    return unlink $staged;
}
