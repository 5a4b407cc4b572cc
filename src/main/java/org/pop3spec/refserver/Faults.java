package org.pop3spec.refserver;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every fault there is. Each violates one requirement in one way, so that what a scenario for that requirement says of
 * it can be told from what others say. To add one, add an entry to the list that is about its subject; the correct server knows
 * nothing of faults.
 */
public final class Faults {
    private Faults() {}

    /** All faults, by subject. */
    public static List<Fault> all() {
        return Stream.of(
                        FaultsOfFraming.all(),
                        FaultsOfUserAndPass.all(),
                        FaultsOfApop.all(),
                        FaultsOfLocks.all(),
                        FaultsOfListings.all(),
                        FaultsOfRetrieval.all(),
                        FaultsOfUpdate.all(),
                        FaultsOfUidl.all(),
                        FaultsOfCapabilities.all(),
                        FaultsOfResponseCodes.all(),
                        FaultsOfPipelining.all(),
                        FaultsOfStls.all(),
                        FaultsOfArguments.all(),
                        FaultsOfContent.all(),
                        FaultsOfHistory.all(),
                        FaultsOfMarks.all(),
                        FaultsOfCircumstances.all(),
                        FaultsOfChannels.all(),
                        FaultsOfModes.all(),
                        FaultsOfSecurity.all(),
                        FaultsOfTls.all(),
                        FaultsOfDroppedCommands.all(),
                        FaultsOfAuth.all(),
                        FaultsOfPlain.all(),
                        FaultsOfDigests.all(),
                        FaultsOfScram.all(),
                        FaultsOfGssapi.all(),
                        FaultsOfExternal.all(),
                        FaultsOfRpop.all(),
                        FaultsOfAnonymous.all(),
                        FaultsOfBearer.all(),
                        FaultsOfLayers.all(),
                        FaultsOfIdentity.all(),
                        FaultsOfExchanges.all(),
                        FaultsOfMechanisms.all(),
                        FaultsOfKerberos.all(),
                        FaultsOfUtf8.all(),
                        FaultsOfNtlm.all(),
                        FaultsOfPop2.all(),
                        FaultsOfPop1.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Weaknesses that no text forbids, and that an audit finds; {@link #all} has none of them. */
    public static List<Fault> weaknesses() {
        return FaultsOfAudits.all();
    }

    /** All that a server can be started with: the faults, and the weaknesses behind them. */
    public static List<Fault> offered() {
        return Stream.concat(all().stream(), weaknesses().stream()).toList();
    }

    /** The fault, or the weakness, with that name. */
    public static Optional<Fault> named(String id) {
        return offered().stream().filter(fault -> fault.id().equals(id)).findFirst();
    }
}
