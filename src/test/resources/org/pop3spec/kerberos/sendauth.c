/* A KPOP client on MIT's krb5_sendauth: sendauth PORT SERVICE mutual|none APPLICATION USER; prints what the server says. */
#include <arpa/inet.h>
#include <krb5.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    krb5_context context;
    krb5_principal server, client;
    krb5_ccache cache;
    krb5_auth_context auth = NULL;
    krb5_error *refusal = NULL;
    krb5_ap_rep_enc_part *proof = NULL;
    char buffer[4096];
    ssize_t n;
    signal(SIGPIPE, SIG_IGN);
    if (argc != 6 || krb5_init_context(&context) || krb5_parse_name(context, argv[2], &server)
        || krb5_cc_default(context, &cache) || krb5_cc_get_principal(context, cache, &client))
        return 1;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    at.sin_port = htons((unsigned short)atoi(argv[1]));
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&at, sizeof at))
        return 1;
    int mutual = !strcmp(argv[3], "mutual");
    krb5_error_code error = krb5_sendauth(context, &auth, &fd, argv[4], client, server,
        mutual ? AP_OPTS_MUTUAL_REQUIRED : 0, NULL, NULL, cache, &refusal, mutual ? &proof : NULL, NULL);
    if (error) {
        printf("refused: %s\n", krb5_get_error_message(context, error));
        return 2;
    }
    printf("proven: %s\n", proof ? "yes" : "no");
    fflush(stdout);
    dprintf(fd, "USER %s\r\nPASS x\r\nSTAT\r\nQUIT\r\n", argv[5]);
    while ((n = read(fd, buffer, sizeof buffer)) > 0)
        fwrite(buffer, 1, (size_t)n, stdout);
    return 0;
}
