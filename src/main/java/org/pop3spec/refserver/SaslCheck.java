package org.pop3spec.refserver;

/** What a server has to verify in a SASL exchange. A fault may leave one of them out ({@link Conduct#holds}). */
enum SaslCheck {
    /** PLAIN: that the message has three fields, RFC 4616 section 2. */
    MESSAGE_FORM,
    /** CRAM-MD5: the digest, RFC 2195 section 2. */
    CRAM_DIGEST,
    /** DIGEST-MD5: the response, RFC 2831 section 2.1.2.1. */
    DIGEST_RESPONSE,
    /** DIGEST-MD5: that the nonce is that of this exchange. */
    DIGEST_NONCE,
    /** DIGEST-MD5: that the nonce count is one. */
    DIGEST_COUNT,
    /** DIGEST-MD5: that the response is for this service and host. */
    DIGEST_URI,
    /** DIGEST-MD5: that the realm is one of those offered. */
    DIGEST_REALM,
    /** DIGEST-MD5: that the quality of protection is one of those offered. */
    DIGEST_QOP,
    /** DIGEST-MD5: that no directive stands twice. */
    DIGEST_ONCE,
    /** SCRAM: the client's proof, RFC 5802 section 3. */
    SCRAM_PROOF,
    /** SCRAM: that the final nonce is that of the first message, RFC 5802 section 5.1. */
    SCRAM_NONCE,
    /** SCRAM: that the GS2 header of both messages is the same, and the channel is this one, RFC 5802 section 6. */
    SCRAM_BINDING,
    /** SCRAM: that a client which knows channel binding was not kept from it, RFC 5802 section 6. */
    SCRAM_DOWNGRADE,
    /** SCRAM: that the GS2 flag goes with the mechanism, RFC 5802 section 6. */
    SCRAM_FLAG,
    /** SCRAM: that no extension is asked for that the server does not know, RFC 5802 section 5.1. */
    SCRAM_EXTENSION,
    /** SCRAM: that names are escaped as they must be and not empty, RFC 5802 section 5.1. */
    SCRAM_NAME,
    /** GSSAPI: that the first token is one of Kerberos, RFC 4121 section 4.1. */
    GSS_TOKEN,
    /** GSSAPI: that the client's choice is sealed, RFC 4752 section 3.2. */
    GSS_SEAL,
    /** GSSAPI: that the layer chosen is one that was offered, RFC 4752 section 3.2. */
    GSS_LAYER,
    /** GSSAPI: that without a layer there is no size of messages, RFC 4752 section 3.2. */
    GSS_SIZE,
    /** EXTERNAL: that the response is UTF-8 without NUL, RFC 4422 appendix A.1. */
    EXTERNAL_FORM,
    /** ANONYMOUS: that the trace is UTF-8 and not too long, RFC 4505 section 2. */
    TRACE_FORM,
    /** OAUTHBEARER: that no channel binding is asked for, RFC 7628 section 3.1. */
    BEARER_FLAG,
    /** OAUTHBEARER: that a host that is told is this one, RFC 7628 section 3.2. */
    BEARER_HOST,
    /** OAUTHBEARER and XOAUTH2: that the scheme is Bearer. */
    BEARER_SCHEME,
    /** OAUTHBEARER and XOAUTH2: that the token is somebody's. */
    TOKEN,
    /** NTLM: that a message begins as all of NTLM do, MS-NLMP section 2.2.1. */
    NTLM_SIGNATURE,
    /** NTLM: that a message is of the type that is next. */
    NTLM_TYPE,
    /** NTLM: that what a message points at is in it. */
    NTLM_FIELDS,
    /** NTLM: the response, MS-NLMP section 3.3. */
    NTLM_RESPONSE,
    /** NTLM: that there is any response. */
    NTLM_RESPONSE_THERE,
    /** NTLM: that the response is not that of version 1. */
    NTLM_VERSION,
    /** NTLM: that the response is not that of LAN Manager alone. */
    NTLM_LAN_MANAGER,
    /** NTLM: the message integrity code, MS-NLMP section 3.2.5.1.2. */
    NTLM_INTEGRITY,
    /** That the last response, to what the server proved itself with, is empty. */
    EMPTY_END
}
