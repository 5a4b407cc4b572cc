package org.pop3spec.baseline;

/** An entry of a baseline. */
sealed interface Known permits Deviation, KnownSkip {
    /** Where it stands in the file. */
    Place place();

    /** The targets that it is about. */
    Targets targets();
}
