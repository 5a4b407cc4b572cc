package org.pop3spec.refserver;

/** What a server makes in a SASL exchange. A fault may make something else of it ({@link Conduct#made}). */
enum SaslValue {
    /** CRAM-MD5: the whole challenge. */
    CRAM_CHALLENGE,
    /** DIGEST-MD5: the nonce. */
    DIGEST_NONCE,
    /** DIGEST-MD5: the first challenge. */
    DIGEST_CHALLENGE,
    /** DIGEST-MD5: the second challenge. */
    DIGEST_END,
    /** SCRAM: the octets of the channel binding. */
    CHANNEL_BINDING,
    /** SCRAM: the name whose password counts; given with the one to act as and a NUL in front. */
    SCRAM_NAME,
    /** SCRAM: the nonce that goes on with the client's; given with the client's in front. */
    SCRAM_NONCE,
    /** SCRAM: the salt, without base64. */
    SCRAM_SALT,
    /** SCRAM: how often the password is hashed, in decimal. */
    SCRAM_ITERATIONS,
    /** SCRAM: the first challenge. */
    SCRAM_FIRST,
    /** SCRAM: the last challenge. */
    SCRAM_FINAL,
    /** GSSAPI: the token that answers the client's. */
    GSS_REPLY,
    /** GSSAPI: the layers offered, and the longest message, before they are sealed. */
    GSS_OFFER,
    /** GSSAPI: the same, sealed. */
    GSS_SEALED_OFFER,
    /** NTLM: the eight octets to be answered. */
    NTLM_NONCE,
    /** NTLM: what the server tells about itself. */
    NTLM_INFORMATION,
    /** NTLM: the whole challenge. */
    NTLM_CHALLENGE,
    /** NTLM: the user's name as it goes into the response, which is in capitals. */
    NTLM_NAME,
    /** OAUTHBEARER and XOAUTH2: what is told of a token that is refused. */
    BEARER_ERROR
}
