/*
 * One side of a SASL exchange by GNU SASL, in base64 on standard input and output, a line each.
 *
 *   gsaslpeer client|server MECHANISM USER PASSWORD [tls-unique|tls-exporter BASE64]
 *
 * The last line begins with an equals sign: "=ok", or what GNU SASL says is wrong.
 */
#include <gsasl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char **arguments;
static int count;

static int set(Gsasl_session *session, Gsasl_property property, const char *value)
{
    return gsasl_property_set(session, property, value);
}

static int answer(Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
    const char *user = arguments[3], *password = arguments[4];
    const char *binding = count > 6 ? arguments[5] : "";

    (void)library;
    switch (property) {
    case GSASL_AUTHID:
    case GSASL_ANONYMOUS_TOKEN:
        return set(session, property, user);
    case GSASL_PASSWORD:
        return set(session, property, password);
    case GSASL_AUTHZID:
        return set(session, property, NULL);
    case GSASL_SERVICE:
        return set(session, property, "pop");
    case GSASL_HOSTNAME:
        return set(session, property, "localhost");
    case GSASL_QOPS:
    case GSASL_QOP:
        return set(session, property, "qop-auth");
    case GSASL_CB_TLS_UNIQUE:
        if (strcmp(binding, "tls-unique") != 0) return GSASL_NO_CALLBACK;
        return set(session, property, arguments[6]);
    case GSASL_CB_TLS_EXPORTER:
        if (strcmp(binding, "tls-exporter") != 0) return GSASL_NO_CALLBACK;
        return set(session, property, arguments[6]);
    case GSASL_VALIDATE_SIMPLE: {
        const char *given_user = gsasl_property_fast(session, GSASL_AUTHID);
        const char *given_password = gsasl_property_fast(session, GSASL_PASSWORD);
        return given_user && given_password && strcmp(given_user, user) == 0 &&
                       strcmp(given_password, password) == 0
                   ? GSASL_OK
                   : GSASL_AUTHENTICATION_ERROR;
    }
    case GSASL_VALIDATE_ANONYMOUS:
        return GSASL_OK;
    default:
        return GSASL_NO_CALLBACK;
    }
}

int main(int argc, char **argv)
{
    Gsasl *library;
    Gsasl_session *session;
    char line[16384] = "";
    int result;

    arguments = argv;
    count = argc;
    if (argc < 5 || gsasl_init(&library) != GSASL_OK) return 2;
    gsasl_callback_set(library, answer);
    if (strcmp(argv[1], "client") == 0)
        result = gsasl_client_start(library, argv[2], &session);
    else
        result = gsasl_server_start(library, argv[2], &session);
    while (result == GSASL_OK || result == GSASL_NEEDS_MORE) {
        char *output = NULL;
        if (fgets(line, sizeof line, stdin) == NULL) break;
        line[strcspn(line, "\r\n")] = '\0';
        result = gsasl_step64(session, line, &output);
        if (result != GSASL_OK && result != GSASL_NEEDS_MORE) break;
        if (result == GSASL_NEEDS_MORE || (output != NULL && *output != '\0')) {
            printf("%s\n", output);
            fflush(stdout);
        }
        gsasl_free(output);
        if (result == GSASL_OK) break;
    }
    printf("=%s\n", result == GSASL_OK ? "ok" : gsasl_strerror(result));
    return 0;
}
