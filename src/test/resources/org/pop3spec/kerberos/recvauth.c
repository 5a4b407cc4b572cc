/* A KPOP server on MIT's krb5_recvauth: whoever shows a ticket is greeted by its principal, and every command is fine. */
#include <arpa/inet.h>
#include <krb5.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void serve(krb5_context context, krb5_principal server, int fd) {
    krb5_auth_context auth = NULL;
    krb5_ticket *ticket = NULL;
    char *client = NULL;
    krb5_error_code error =
        krb5_recvauth(context, &auth, &fd, "KPOPV1.0", server, 0, NULL, &ticket);
    if (error) {
        printf("refused: %s\n", krb5_get_error_message(context, error));
        fflush(stdout);
        return;
    }
    krb5_unparse_name(context, ticket->enc_part2->client, &client);
    dprintf(fd, "+OK hello %s\r\n", client);
    char c;
    char line[1024];
    size_t n = 0;
    while (read(fd, &c, 1) == 1) {
        if (n < sizeof line - 1)
            line[n++] = c;
        if (c != '\n')
            continue;
        line[n] = 0;
        n = 0;
        dprintf(fd, strncmp(line, "STAT", 4) ? "+OK\r\n" : "+OK 0 0\r\n");
        if (!strncmp(line, "QUIT", 4))
            return;
    }
}

int main(int argc, char **argv) {
    krb5_context context;
    krb5_principal server;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    signal(SIGPIPE, SIG_IGN);
    if (argc != 2 || krb5_init_context(&context) || krb5_parse_name(context, argv[1], &server)
        || bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 10)
        || getsockname(listener, (struct sockaddr *)&at, &length))
        return 1;
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            return 1;
        serve(context, server, fd);
        close(fd);
    }
}
