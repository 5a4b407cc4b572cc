package org.pop3spec.refserver;

import java.util.Map;

/** The server's texts in German. */
final class German {
    /** By the English text. */
    static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("Unknown command", "Unbekannter Befehl"),
            Map.entry("Not permitted in this state", "In diesem Zustand nicht möglich"),
            Map.entry("Wrong arguments", "Falsche Argumente"),
            Map.entry("Capability list follows", "Es folgen die Fähigkeiten"),
            Map.entry("Passwords are taken under TLS only", "Passwörter nur unter TLS"),
            Map.entry("PASS is awaited", "Jetzt wäre PASS dran"),
            Map.entry("Password, please", "Das Passwort, bitte"),
            Map.entry("No name can have these characters", "Kein Name hat solche Zeichen"),
            Map.entry("USER first", "Zuerst USER"),
            Map.entry("Login failed", "Anmeldung gescheitert"),
            Map.entry("Permission denied", "Zugriff verweigert"),
            Map.entry("APOP is not offered", "APOP gibt es hier nicht"),
            Map.entry("Logins are taken under TLS only", "Anmelden nur unter TLS"),
            Map.entry("Too soon after the last login", "Zu bald nach der letzten Anmeldung"),
            Map.entry("The maildrop cannot be opened", "Das Postfach lässt sich nicht öffnen"),
            Map.entry("Another session has the maildrop", "Eine andere Sitzung hat das Postfach"),
            Map.entry("Maildrop opened", "Postfach geöffnet"),
            Map.entry("UTF-8 mode", "UTF-8 ist eingeschaltet"),
            Map.entry("Languages follow", "Es folgen die Sprachen"),
            Map.entry("This is English", "Hier spricht man Deutsch, mit Umlauten: äöüß"),
            Map.entry("No such language", "Diese Sprache gibt es hier nicht"),
            Map.entry("TLS is active already", "TLS läuft schon"),
            Map.entry("Begin TLS negotiation", "Jetzt TLS"),
            Map.entry("Unique-ids follow", "Es folgen die eindeutigen Namen"),
            Map.entry("Not a number of lines", "Keine Anzahl von Zeilen"),
            Map.entry("Top of the message follows", "Es folgt der Anfang der Nachricht"),
            Map.entry("The message is for UTF-8 mode", "Die Nachricht braucht UTF-8"),
            Map.entry("Marked as deleted", "Als gelöscht markiert"),
            Map.entry("No message is marked as deleted", "Keine Nachricht ist als gelöscht markiert"),
            Map.entry("Goodbye", "Auf Wiederhören"),
            Map.entry("Some messages marked as deleted were not removed", "Gelöschte Nachrichten sind noch da"),
            Map.entry("Not a message-number", "Keine Nachrichtennummer"),
            Map.entry("No such message", "Diese Nachricht gibt es nicht"),
            Map.entry("Response too long", "Die Antwort ist zu lang"),
            Map.entry("Line too long", "Die Zeile ist zu lang"),
            Map.entry("That mechanism is not offered", "Dieses Verfahren gibt es hier nicht"),
            Map.entry("The server speaks first", "Hier beginnt der Server"),
            Map.entry("No exchange is under way", "Kein Austausch ist im Gang"),
            Map.entry("Not permitted to act as that user", "In diesem Namen handeln ist nicht erlaubt"));

    private German() {}
}
