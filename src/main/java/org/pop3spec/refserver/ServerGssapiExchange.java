package org.pop3spec.refserver;

import java.util.Optional;
import org.pop3spec.kerberos.GssContext;
import org.pop3spec.kerberos.GssToken;
import org.pop3spec.kerberos.KerberosTrouble;

/** The server's side of one GSSAPI exchange: RFC 4752 section 3.2. */
final class ServerGssapiExchange implements ServerExchange {
    /** One bit per layer, of which only that for none is set; and the longest message that is taken under a layer. */
    private static final String OFFER = "\1\0\0\0";

    private static final char NO_LAYER = 1;
    private static final int CHOICE = 4;

    private final Pop3Session session;
    private final KerberosService service;
    private final TicketCheck check;
    private int step;
    private String client = "";
    private Optional<GssContext> context = Optional.empty();

    ServerGssapiExchange(Pop3Session session, KerberosService service, TicketCheck check) {
        this.session = session;
        this.service = service;
        this.check = check;
    }

    @Override
    public Step next(String response) {
        step++;
        return switch (step) {
            case 1 -> request(response);
            case 2 -> offer(response);
            default -> choice(response);
        };
    }

    private Step request(String response) {
        Optional<String> request = GssToken.REQUEST.in(response);
        if (!holds(SaslCheck.GSS_TOKEN, request.isPresent())) {
            return ServerExchange.malformed("Not a token of Kerberos");
        }
        TicketCheck.Verdict verdict = check.judge(request.orElseGet(() -> bare(response)));
        if (!(verdict instanceof TicketCheck.Accepted accepted)) {
            return ServerExchange.denied();
        }
        if (accepted.context().isEmpty()) {
            // only with a fault: somebody about whom nothing is known, and who gets the first maildrop that there is
            return new Success(session.settings().accounts().get(0), "");
        }
        TicketCheck.Established established = accepted.context().get();
        if (!established.asked()) {
            return ServerExchange.malformed("The authenticator does not ask for a context");
        }
        client = accepted.client();
        context = Optional.of(established.keys());
        if (accepted.proof().isEmpty()) {
            step++;
            return offer("");
        }
        return new Challenge(
                made(SaslValue.GSS_REPLY, GssToken.REPLY.of(accepted.proof().get())));
    }

    /** Wherever an AP-REQ begins in it: only with a fault anybody gets here. */
    private static String bare(String response) {
        return response.substring(Math.max(0, response.indexOf('n')));
    }

    private Step offer(String response) {
        if (!response.isEmpty()) {
            return ServerExchange.malformed("Nothing is said to the server's token");
        }
        try {
            String sealed =
                    context.orElseThrow().wrapped(GssContext.Side.ACCEPTOR, 0, made(SaslValue.GSS_OFFER, OFFER));
            return new Challenge(made(SaslValue.GSS_SEALED_OFFER, sealed));
        } catch (KerberosTrouble e) {
            return ServerExchange.malformed("The ticket's key is of a kind that is not supported");
        }
    }

    private Step choice(String response) {
        Optional<String> opened = context.orElseThrow().unwrapped(GssContext.Side.INITIATOR, response);
        if (!holds(SaslCheck.GSS_SEAL, opened.isPresent())) {
            return ServerExchange.denied();
        }
        String chosen = opened.orElseGet(() -> unsealed(response));
        if (chosen.length() < CHOICE) {
            return ServerExchange.malformed("Not a choice of a security layer");
        }
        if (!holds(SaslCheck.GSS_LAYER, chosen.charAt(0) == NO_LAYER)) {
            return ServerExchange.malformed("That security layer was not offered");
        }
        if (!holds(SaslCheck.GSS_SIZE, chosen.startsWith("\0\0\0", 1))) {
            return ServerExchange.malformed("Without a security layer no message has a size");
        }
        return session.accounts()
                .find(client.replaceFirst("@.*", ""))
                .filter(account -> service.principalOf(account).equals(client))
                .<Step>map(account -> new Success(account, chosen.substring(CHOICE)))
                .orElseGet(ServerExchange::denied);
    }

    /** The text of a message whose seal is not looked at, or that has none. */
    private static String unsealed(String token) {
        return token.startsWith("\5\4") && token.length() > 28 ? token.substring(16, token.length() - 12) : token;
    }

    private boolean holds(SaslCheck which, boolean right) {
        return session.conduct().holds(session, which, right);
    }

    private String made(SaslValue value, String right) {
        return session.conduct().made(session, value, right);
    }
}
