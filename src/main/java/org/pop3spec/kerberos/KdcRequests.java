package org.pop3spec.kerberos;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.KrbErrorCode;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.server.KdcHandler;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;
import org.apache.kerby.kerberos.kerb.type.base.MethodData;
import org.apache.kerby.kerberos.kerb.type.kdc.AsReq;
import org.apache.kerby.kerberos.kerb.type.pa.PaData;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataEntry;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataType;

/**
 * Answers requests by the library's handler, with what it gets wrong put right on the way in and out: it takes any
 * pre-authentication data at all for a proof (CVE-2026-57915, mended in 2.1.2), does not say which kind it wants, and answers
 * a wrong password with the wrong code.
 */
final class KdcRequests {
    private static final int AS_REQ = 0x6a;
    private static final int KRB_ERROR = 0x7e;
    /** What proves something. */
    private static final Set<PaDataType> PROOFS =
            Set.of(PaDataType.ENC_TIMESTAMP, PaDataType.PK_AS_REQ, PaDataType.TOKEN_REQUEST);

    private final KdcHandler handler;

    KdcRequests(KdcHandler handler) {
        this.handler = handler;
    }

    /** The answer to a request; empty for what is none. */
    Optional<byte[]> answer(byte[] request, InetAddress from) {
        try {
            byte[] proven = first(request) == AS_REQ ? provenOnly(request) : request;
            ByteBuffer answer;
            synchronized (handler) {
                answer = handler.handleMessage(ByteBuffer.wrap(proven), false, from);
            }
            if (answer == null) {
                return Optional.empty();
            }
            byte[] octets = new byte[answer.remaining()];
            answer.get(octets);
            return Optional.of(first(octets) == KRB_ERROR ? mended(octets) : octets);
        } catch (KrbException | IOException | RuntimeException e) {
            // whatever the octets were, there is nobody who could understand an answer to them
            return Optional.empty();
        }
    }

    private static int first(byte[] octets) {
        return octets.length == 0 ? -1 : octets[0] & 0xff;
    }

    private static byte[] provenOnly(byte[] request) throws KrbException {
        AsReq sent = KrbCodec.decode(request, AsReq.class);
        PaData data = sent.getPaData();
        if (data == null) {
            return request;
        }
        AsReq kept = new AsReq();
        kept.setReqBody(sent.getReqBody());
        for (PaDataEntry entry : data.getElements()) {
            if (PROOFS.contains(entry.getPaDataType())) {
                kept.addPaData(entry);
            }
        }
        return KrbCodec.encode(kept);
    }

    private static byte[] mended(byte[] answer) throws KrbException, IOException {
        KrbError error = KrbCodec.decode(answer, KrbError.class);
        if (error.getErrorCode() == KrbErrorCode.KDC_ERR_PREAUTH_REQUIRED && error.getEdata() != null) {
            MethodData methods = KrbCodec.decode(error.getEdata(), MethodData.class);
            methods.add(new PaDataEntry(PaDataType.ENC_TIMESTAMP, new byte[0]));
            error.setEdata(KrbCodec.encode(methods));
        } else if (error.getErrorCode() == KrbErrorCode.KRB_AP_ERR_BAD_INTEGRITY
                && String.valueOf(error.getEtext()).contains("PREAUTH_FAILED")) {
            error.setErrorCode(KrbErrorCode.KDC_ERR_PREAUTH_FAILED);
        } else {
            return answer;
        }
        return KrbCodec.encode(error);
    }
}
