/* A chat server in C, to show what the kernel allows: every line goes to every client,
   the sender included.

       cc -O2 -o fan_out fan_out.c && ./fan_out

   All that was said lies in one ring; a client is a position in it. A wake-up reads what
   there is, whole lines only, and then gives each client all that it lacks in one send.
   While the slowest client is a whole ring behind, nobody is read: one that never reads
   stalls the room. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RING = 1 << 21, ONE_READ = 1 << 18, MAX_LINE = 1 << 16, EVENTS = 1024 };

struct client {
    int fd;
    bool readable, writable;
    uint64_t position;
    char *unfinished;    /* the beginning of a line */
    size_t unfinished_size;
};

static char *ring;
static uint64_t head, slowest; /* bytes said since the start; those that all have */
static struct client **clients;
static size_t client_count, client_room;
static int poller;

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* The ring is mapped twice in a row, so that no read or send has to wrap around. */
static char *map_ring(void) {
    int fd = memfd_create("ring", 0);
    if (fd < 0 || ftruncate(fd, RING)) die("ring");
    char *start = mmap(NULL, 2 * RING, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int half = 0; half < 2; half++)
        if (mmap(start + half * RING, RING, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0)
            == MAP_FAILED) die("ring");
    close(fd);
    return start;
}

static int listen_on_loopback(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (bind(fd, (void *)&address, size) || listen(fd, 4096)) die("listen");
    getsockname(fd, (void *)&address, &size);
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void watch(int fd, uint32_t events, void *data) {
    struct epoll_event event = {.events = events, .data.ptr = data};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
}

static void join(int fd) {
    struct client *client = calloc(1, sizeof *client);
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    client->fd = fd;
    client->position = head;
    if (client_count == client_room) {
        client_room = client_room ? 2 * client_room : 64;
        clients = realloc(clients, client_room * sizeof *clients);
    }
    clients[client_count++] = client;
    watch(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, client);
}

static void accept_all(int listener) {
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) join(fd);
}

static void leave(size_t index) {
    struct client *client = clients[index];
    close(client->fd);
    free(client->unfinished);
    free(client);
    clients[index] = clients[--client_count];
}

static bool has_failed(ssize_t count) {
    return count < 0 && errno != EAGAIN && errno != EINTR;
}

static void keep_unfinished(struct client *client, const char *start, size_t size) {
    free(client->unfinished);
    client->unfinished = size ? memcpy(malloc(size), start, size) : NULL;
    client->unfinished_size = size;
}

/* Take what a client has said; false: it has left, or its line is too long. */
static bool hear(struct client *client) {
    char *start = ring + head % RING;
    size_t before = client->unfinished_size;
    if (head - slowest + before + ONE_READ > RING) return true;
    ssize_t count = recv(client->fd, start + before, ONE_READ, 0);
    client->readable = count > 0;
    if (count <= 0) return count < 0 && !has_failed(count);
    if (before) memcpy(start, client->unfinished, before);
    char *last = memrchr(start + before, '\n', count);
    size_t whole = last ? (size_t)(last + 1 - start) : 0;
    keep_unfinished(client, start + whole, before + count - whole);
    head += whole;
    return client->unfinished_size < MAX_LINE;
}

/* Give a client what it lacks; false: it has left. */
static bool tell(struct client *client) {
    size_t lacking = head - client->position;
    if (!lacking || !client->writable) return true;
    ssize_t count = send(client->fd, ring + client->position % RING, lacking, MSG_NOSIGNAL);
    client->writable = count == (ssize_t)lacking;
    if (count > 0) client->position += count;
    return !has_failed(count);
}

static void hear_all(void) {
    for (size_t i = client_count; i-- > 0;)
        if (clients[i]->readable && !hear(clients[i])) leave(i);
}

static void tell_all(void) {
    slowest = head;
    for (size_t i = client_count; i-- > 0;)
        if (!tell(clients[i])) leave(i);
        else if (clients[i]->position < slowest) slowest = clients[i]->position;
}

static bool is_more_to_hear(void) {
    if (head - slowest + MAX_LINE + ONE_READ > RING) return false;
    for (size_t i = 0; i < client_count; i++)
        if (clients[i]->readable) return true;
    return false;
}

int main(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    ring = map_ring();
    poller = epoll_create1(0);
    int listener = listen_on_loopback();
    watch(listener, EPOLLIN, NULL);
    for (;;) {
        static struct epoll_event events[EVENTS];
        int count = epoll_wait(poller, events, EVENTS, is_more_to_hear() ? 0 : -1);
        for (int i = 0; i < count; i++) {
            struct client *client = events[i].data.ptr;
            if (!client) { accept_all(listener); continue; }
            if (events[i].events & ~EPOLLOUT) client->readable = true;
            if (events[i].events & EPOLLOUT) client->writable = true;
        }
        hear_all();
        tell_all();
    }
}
