package org.pop3spec.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest states. */
final class Version implements IVersionProvider {
    /** Name and version of the harness. */
    static String text() {
        return "pop3spec "
                + Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                        .orElse("(unpackaged)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }
}
