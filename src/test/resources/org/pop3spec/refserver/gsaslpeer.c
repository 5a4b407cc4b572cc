/*
 * One side of a SASL exchange by GNU SASL, in base64 on standard input and output, a line each.
 *
 *   gsaslpeer client|server MECHANISM USER PASSWORD [tls-unique|tls-exporter BASE64 | qop QUALITY]
 *
 * The last line begins with an equals sign: "=ok", or what GNU SASL says is wrong. With a quality of protection it goes on with
 * lines of base64 behind > or <, which it puts into buffers of the security layer, or takes out of them. Or as a client of POP3 under TLS by OpenSSL,
 * bound to that channel, which prints the server's last line and believes any certificate:
 *
 *   gsaslpeer PORT MECHANISM USER PASSWORD tls-unique|tls-exporter
 */
#include <arpa/inet.h>
#include <gsasl.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **arguments;
static const char *binding = "", *bound = "";

static int set(Gsasl_session *session, Gsasl_property property, const char *value)
{
    return gsasl_property_set(session, property, value);
}

static int answer(Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
    const char *user = arguments[3], *password = arguments[4];

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
        return set(session, property, strcmp(binding, "qop") == 0 ? bound : "qop-auth");
    case GSASL_CB_TLS_UNIQUE:
        if (strcmp(binding, "tls-unique") != 0) return GSASL_NO_CALLBACK;
        return set(session, property, bound);
    case GSASL_CB_TLS_EXPORTER:
        if (strcmp(binding, "tls-exporter") != 0) return GSASL_NO_CALLBACK;
        return set(session, property, bound);
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

/* The server's next line, without its end; 0 when it closed. */
static int heard(SSL *tls, char *line, size_t size)
{
    size_t n = 0;
    while (n + 1 < size && SSL_read(tls, line + n, 1) == 1)
        if (line[n++] == '\n') break;
    line[n] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    return n > 0;
}

static void say(SSL *tls, const char *line)
{
    char whole[16384];
    int n = snprintf(whole, sizeof whole, "%s\r\n", line);
    if (SSL_write(tls, whole, n) != n) exit(3);
}

static int pop3s(Gsasl *library)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    unsigned char octets[64];
    size_t length = 32;
    char *coded = NULL, line[16384] = "";
    Gsasl_session *session;
    SSL *tls;

    address.sin_port = htons((unsigned short)atoi(arguments[1]));
    binding = arguments[5];
    /* RFC 9266 binds TLS 1.3 in one way, RFC 5929 what was before it in the other */
    if (strcmp(binding, "tls-unique") == 0) SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    tls = SSL_new(context);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0 || !SSL_set_fd(tls, connection) ||
        SSL_connect(tls) != 1)
        return 4;
    if (strcmp(binding, "tls-unique") == 0)
        length = SSL_get_finished(tls, octets, sizeof octets);
    else if (SSL_export_keying_material(tls, octets, length, "EXPORTER-Channel-Binding", 24, NULL, 0, 0) != 1)
        return 5;
    if (gsasl_base64_to((char *)octets, length, &coded, NULL) != GSASL_OK) return 6;
    bound = coded;
    if (gsasl_client_start(library, arguments[2], &session) != GSASL_OK) return 7;
    heard(tls, line, sizeof line);
    snprintf(line, sizeof line, "AUTH %s", arguments[2]);
    say(tls, line);
    while (heard(tls, line, sizeof line) && strncmp(line, "+ ", 2) == 0) {
        char *output = NULL;
        int result = gsasl_step64(session, line + 2, &output);
        if (result != GSASL_OK && result != GSASL_NEEDS_MORE) {
            printf("=%s\n", gsasl_strerror(result));
            return 0;
        }
        say(tls, output == NULL ? "" : output);
        gsasl_free(output);
    }
    printf("%s\n", line);
    return 0;
}

static void layered(Gsasl_session *session)
{
    char line[16384] = "";

    while (fgets(line, sizeof line, stdin) != NULL) {
        char *octets = NULL, *output = NULL, *coded = NULL;
        size_t length = 0, size = 0;
        int result = gsasl_base64_from(line + 1, strcspn(line + 1, "\r\n"), &octets, &length);
        if (result == GSASL_OK)
            result = *line == '>' ? gsasl_encode(session, octets, length, &output, &size)
                                  : gsasl_decode(session, octets, length, &output, &size);
        if (result == GSASL_OK) result = gsasl_base64_to(output, size, &coded, NULL);
        printf("%s%s\n", result == GSASL_OK ? "" : "=", result == GSASL_OK ? coded : gsasl_strerror(result));
        fflush(stdout);
        gsasl_free(octets);
        gsasl_free(output);
        gsasl_free(coded);
    }
}

int main(int argc, char **argv)
{
    Gsasl *library;
    Gsasl_session *session;
    char line[16384] = "";
    int result;

    arguments = argv;
    if (argc == 7) {
        binding = argv[5];
        bound = argv[6];
    }
    if (argc < 5 || gsasl_init(&library) != GSASL_OK) return 2;
    gsasl_callback_set(library, answer);
    if (argc == 6) return pop3s(library);
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
    fflush(stdout);
    if (result == GSASL_OK && strcmp(binding, "qop") == 0) layered(session);
    return 0;
}
