# Has Debian's Thunderbird fetch the mail of alice once, without a window, from 127.0.0.1:$PORT.
#
#   sh fetch.sh [PREFERENCE=VALUE]...    of the account, such as leave_on_server=true
#
# The profile is made in the folder where this is run, and kept for the next time. What a person would do by hand, to give the
# password and to press the button, a configuration file does; for that Thunderbird is seen through links, and only its program
# file is copied.
set -eu
installed=/usr/lib/thunderbird
mkdir -p profile
cp -rs "$installed" program
trap 'rm -r program' EXIT
rm program/thunderbird-bin
cp "$installed/thunderbird-bin" program/
mkdir -p program/defaults/pref
cat >program/defaults/pref/fetch.js <<'END'
pref("general.config.filename", "fetch.cfg");
pref("general.config.obscure_value", 0);
pref("general.config.sandbox_enabled", false);
END
cat >program/fetch.cfg <<'END'
// the first line is not read
Services.obs.addObserver(async () => {
  const quit = () => Services.startup.quit(Ci.nsIAppStartup.eForceQuit);
  try {
    const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
    const server = MailServices.accounts.findServer("alice", "127.0.0.1", "pop3");
    if (!(await Services.logins.getAllLogins()).length) {
      const login = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
      login.init("mailbox://127.0.0.1", null, "mailbox://127.0.0.1", "alice", "wonderland", "", "");
      await Services.logins.addLoginAsync(login);
    }
    const listener = {
      QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
      OnStartRunningUrl() {},
      OnStopRunningUrl: quit,
    };
    MailServices.pop3.GetNewMail(null, listener, server.rootFolder.getChildNamed("Inbox"), server);
  } catch (e) {
    dump(e + "\n");
    quit();
  }
}, "mail-startup-done");
END
{
    cat <<END
user_pref("browser.dom.window.dump.enabled", true);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("mailnews.start_page.enabled", false);
user_pref("mail.rights.version", 1);
user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.accountmanager.defaultaccount", "account1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.identity.id1.useremail", "alice@example.org");
user_pref("mail.identity.id1.valid", true);
user_pref("mail.server.server1.type", "pop3");
user_pref("mail.server.server1.hostname", "127.0.0.1");
user_pref("mail.server.server1.port", $PORT);
user_pref("mail.server.server1.userName", "alice");
user_pref("mail.server.server1.name", "alice");
user_pref("mail.server.server1.socketType", 0);
user_pref("mail.server.server1.authMethod", 3);
user_pref("mail.server.server1.check_new_mail", false);
user_pref("mail.server.server1.login_at_startup", false);
END
    for preference; do
        printf 'user_pref("mail.server.server1.%s", %s);\n' "${preference%%=*}" "${preference#*=}"
    done
} >profile/user.js
program/thunderbird-bin --headless --no-remote --profile "$PWD/profile"
