/* The crowd that benchmarks/chat.py sends at a server: many clients in one process.

       cc -O2 -o crowd crowd.c -lm
       ./crowd burst|check|paced|turns|stall|hold PORT CLIENTS SENDERS LINES RATE ECHO

   Joins CLIENTS to 127.0.0.1:PORT, waits until a line reaches them all, then:

   burst  SENDERS send LINES in all as fast as they are taken; the receipts are counted in
          bytes and thrown away unread (MSG_TRUNC), so that this side costs next to nothing
   check  the same, with every line of every client looked at
   paced  the same, RATE lines a second; how long each took from its send to each receipt.
          It ends PATIENCE seconds after the last is due
   turns  one line at a time: the next is sent when all have the one before
   stall  as check, with one more client, which reads nothing until the others have all
   hold   stays until its stdin ends

   ECHO is 0 for a server that does not send a line back to who said it. Writes one JSON
   object; hold does so before it waits. Nothing received for PATIENCE seconds: what is
   missing is lost. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum {
    LINE = 100,               /* "SSS NNNNNNNNN TTTTTTTTTTTTTTTTTTT xxx...\n" */
    SENDER_WIDTH = 3,
    NUMBER_AT = 4, NUMBER_WIDTH = 9,
    TIME_AT = 14, TIME_WIDTH = 19,
    FILLER_AT = 34,
    CHUNK_LINES = 640,
    READ_SIZE = 1 << 18,
    EVENTS = 256,
    MAX_SENDERS = 100,
    CLIENTS_AN_ADDRESS = 5000,
    LONGEST_LATENCY = 10000000, /* microseconds */
};
static const double PATIENCE = 3.0, SETTLE_DEADLINE = 60.0;

struct client {
    int fd;
    uint64_t bytes, expected, lines;
    uint32_t *next;           /* the number that has to come next from each sender */
    char partial[LINE];
    int partial_size;
    bool skips_to_newline;
    double last, gap;         /* the latest receipt; the longest time between two */
};

struct sender {
    char chunk[CHUNK_LINES * LINE];
    size_t size, sent;        /* of the chunk */
    uint32_t next, end;       /* numbers of lines */
};

static struct client *clients, stalled;
static struct sender senders[MAX_SENDERS];
static int poller, client_count, sender_count, port;
static long line_count, rate;
static bool echo, looks, timed;
static uint64_t received, expected, lost, torn, reordered;
static uint32_t *latencies;
static char buffer[LINE + READ_SIZE];

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* Joining */

static int join(int index, int receive_buffer) {
    struct sockaddr_in here = {.sin_family = AF_INET}, there = here;
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (fd < 0) die("socket");
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK + index / CLIENTS_AN_ADDRESS);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    there.sin_port = htons(port);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (receive_buffer)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    if (bind(fd, (void *)&here, sizeof here)) die("bind");
    if (connect(fd, (void *)&there, sizeof there)) die("connect");
    return fd;
}

static void watch(struct client *client, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = client};
    if (epoll_ctl(poller, operation, client->fd, &event)) die("epoll_ctl");
}

/* Where the queue of a listener is full, a connection waits a second for its next try: be slower
   then than Ncat, whose queue has 10 places. */
static void join_all(void) {
    double pause = 0;
    clients = calloc(client_count, sizeof *clients);
    for (int i = 0; i < client_count; i++) {
        double start = now();
        clients[i].fd = join(i, 0);
        if (now() - start > 0.5) pause = fmin(2 * pause + 0.0005, 0.005);
        if (pause) usleep(1e6 * pause);
        clients[i].next = calloc(sender_count, sizeof(uint32_t));
        watch(&clients[i], EPOLL_CTL_ADD, EPOLLIN);
    }
}

/* Send a line by the last client until it has reached all: whoever joins later than a line
   is sent does not get it. The last of these lines is "go", and nothing comes after it. */

static bool has_heard(const struct client *client, const char *word) {
    return client->partial_size == (int)strlen(word) && !memcmp(client->partial, word, 2);
}

static void listen_for(const char *word, double seconds) {
    static struct epoll_event events[EVENTS];
    double deadline = now() + seconds;
    int missing = 0;
    for (int i = 0; i < client_count; i++) missing += !has_heard(&clients[i], word);
    if (!echo) missing -= !has_heard(&clients[client_count - 1], word);
    while (missing > 0 && now() < deadline) {
        int count = epoll_wait(poller, events, EVENTS, 1 + (int)(1000 * (deadline - now())));
        for (int i = 0; i < count; i++) {
            struct client *client = events[i].data.ptr;
            ssize_t size = recv(client->fd, buffer, READ_SIZE, 0);
            if (size <= 0) { fprintf(stderr, "the server has closed a connection\n"); exit(1); }
            bool before = has_heard(client, word);
            int end = strlen(word);
            if (size < end || memcmp(buffer + size - end, word, end)) continue;
            client->partial_size = end;
            memcpy(client->partial, word, end);
            missing -= !before;
        }
    }
    if (missing > 0 && seconds > 1) { fprintf(stderr, "%d clients got no line\n", missing); exit(1); }
}

static bool all_have_heard(const char *word) {
    for (int i = 0; i < client_count - !echo; i++)
        if (!has_heard(&clients[i], word)) return false;
    return true;
}

static void say(int fd, const char *word) {
    if (send(fd, word, strlen(word), MSG_NOSIGNAL) < 0) die("send");
}

static void settle(void) {
    int last = clients[client_count - 1].fd;
    double deadline = now() + SETTLE_DEADLINE;
    do {
        say(last, "ok\n");
        listen_for("ok\n", 0.1);
    } while (!all_have_heard("ok\n") && now() < deadline);
    say(last, "go\n");
    listen_for("go\n", SETTLE_DEADLINE);
    for (int i = 0; i < client_count; i++) clients[i].partial_size = 0;
}

/* Sending */

static void write_digits(char *end, int width, uint64_t value) {
    while (width--) { *--end = '0' + value % 10; value /= 10; }
}

static uint64_t read_digits(const char *start, int width) {
    uint64_t value = 0;
    while (width--) value = 10 * value + (*start++ - '0');
    return value;
}

static void prepare(int index) {
    struct sender *sender = &senders[index];
    memset(sender->chunk, 'a' + index % 26, sizeof sender->chunk);
    for (char *line = sender->chunk; line < sender->chunk + sizeof sender->chunk; line += LINE) {
        write_digits(line + SENDER_WIDTH, SENDER_WIDTH, index);
        line[NUMBER_AT - 1] = line[TIME_AT - 1] = line[FILLER_AT - 1] = ' ';
        memset(line + TIME_AT, '0', TIME_WIDTH);
        line[LINE - 1] = '\n';
    }
    sender->end = line_count / sender_count;
}

/* Put the next lines into the chunk; false: all are sent. */
static bool refill(struct sender *sender, uint32_t most) {
    uint32_t count = sender->end - sender->next;
    if (count > most) count = most;
    uint64_t time = timed ? (uint64_t)(now() * 1e9) : 0;
    for (uint32_t i = 0; i < count; i++) {
        char *line = sender->chunk + i * LINE;
        write_digits(line + TIME_AT - 1, NUMBER_WIDTH, sender->next++);
        if (timed) write_digits(line + FILLER_AT - 1, TIME_WIDTH, time);
    }
    sender->size = count * LINE;
    sender->sent = 0;
    return count;
}

/* Send what the socket takes; false: it takes no more now. */
static bool send_chunk(int index) {
    struct sender *sender = &senders[index];
    size_t size = sender->size - sender->sent;
    ssize_t count = send(clients[index].fd, sender->chunk + sender->sent, size,
                         MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno != EAGAIN) die("send");
    if (count > 0) sender->sent += count;
    return sender->sent == sender->size;
}

static void send_burst(int index) {
    struct sender *sender = &senders[index];
    if (sender->sent == sender->size && !refill(sender, CHUNK_LINES)) {
        watch(&clients[index], EPOLL_CTL_MOD, EPOLLIN);
        return;
    }
    send_chunk(index);
}

/* Receiving */

static void note_latency(const char *line) {
    int64_t taken = (int64_t)(now() * 1e9) - (int64_t)read_digits(line + TIME_AT, TIME_WIDTH);
    int64_t microseconds = taken / 1000;
    if (microseconds < 0) microseconds = 0;
    if (microseconds >= LONGEST_LATENCY) microseconds = LONGEST_LATENCY - 1;
    latencies[microseconds]++;
}

static bool is_whole(const char *line) {
    static char filler[LINE - FILLER_AT - 1];
    uint64_t index = read_digits(line, SENDER_WIDTH);
    memset(filler, 'a' + index % 26, sizeof filler);
    return index < (uint64_t)sender_count && line[LINE - 1] == '\n'
        && !memcmp(line + FILLER_AT, filler, sizeof filler);
}

static void look_at(struct client *client, const char *line) {
    uint64_t index = read_digits(line, SENDER_WIDTH);
    uint32_t number = read_digits(line + NUMBER_AT, NUMBER_WIDTH);
    if (number < client->next[index]) { reordered++; return; }
    client->next[index] = number + 1;
    client->lines++;
    if (timed) note_latency(line);
}

/* Take lines of LINE bytes from the buffer; what is no such line is torn, up to its newline. */
static void look_through(struct client *client, ssize_t size) {
    char *at = buffer + LINE - client->partial_size, *end = buffer + LINE + size;
    memcpy(at, client->partial, client->partial_size);
    while (at < end) {
        if (!client->skips_to_newline && end - at < LINE && *at != '*') break;
        if (!client->skips_to_newline && *at != '*' && is_whole(at)) {
            look_at(client, at);
            at += LINE;
            continue;
        }
        if (!client->skips_to_newline) torn += *at != '*';
        char *newline = memchr(at, '\n', end - at);
        client->skips_to_newline = !newline;
        at = newline ? newline + 1 : end;
    }
    client->partial_size = end - at;
    memcpy(client->partial, at, end - at);
}

static bool has_all(const struct client *client) {
    return looks ? client->lines * LINE >= client->expected : client->bytes >= client->expected;
}

static bool receive(struct client *client) {
    ssize_t size = looks ? recv(client->fd, buffer + LINE, READ_SIZE, MSG_DONTWAIT)
                         : recv(client->fd, NULL, 1 << 30, MSG_TRUNC | MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return true;
    if (size <= 0) return false;
    double time = now();
    if (time - client->last > client->gap) client->gap = time - client->last;
    client->last = time;
    client->bytes += size;
    received += size;
    if (looks) look_through(client, size);
    return true;
}

/* The runs */

static void expect(void) {
    expected = 0;
    double start = now();
    for (int i = 0; i < client_count; i++) {
        long own = !echo && i < sender_count ? senders[i].end : 0;
        clients[i].expected = LINE * ((long)senders[0].end * sender_count - own);
        clients[i].last = start;
        expected += clients[i].expected;
    }
}

/* Send the lines that are due; return when the next is, in seconds from now. */
static double send_due(double start) {
    static long said;
    static int turn;
    long all = (long)senders[0].end * sender_count;
    while (said < all && start + said / (double)rate <= now()) {
        struct sender *sender = &senders[turn];
        if (sender->sent == sender->size) refill(sender, 1);
        if (!send_chunk(turn)) return 0.0001;
        turn = (turn + 1) % sender_count;
        said++;
    }
    return said < all ? fmax(0, start + said / (double)rate - now()) : PATIENCE;
}

static int wait_for(struct epoll_event *events, double seconds) {
    struct timespec time = {(time_t)seconds, (long)(1e9 * (seconds - (time_t)seconds))};
    return epoll_pwait2(poller, events, EVENTS, &time, NULL);
}

/* Send and receive until all is there, or nothing comes any more; return the seconds. */
static double run(void) {
    static struct epoll_event events[EVENTS];
    int missing = client_count;
    if (!rate)
        for (int i = 0; i < sender_count; i++)
            watch(&clients[i], EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    expect();
    double start = now(), last = start;
    while (missing) {
        double wait = rate ? send_due(start) : PATIENCE;
        int count = wait_for(events, fmin(wait, PATIENCE));
        if (count <= 0 && now() - last >= PATIENCE) break;
        if (rate && now() - start > (double)line_count / rate + PATIENCE) break;
        for (int i = 0; i < count; i++) {
            struct client *client = events[i].data.ptr;
            if (events[i].events & EPOLLOUT) send_burst(client - clients);
            if (!(events[i].events & ~EPOLLOUT)) continue;
            bool had_all = has_all(client);
            last = now();
            if (!receive(client)) { watch(client, EPOLL_CTL_DEL, 0); missing--; continue; }
            missing -= !had_all && has_all(client);
        }
    }
    for (int i = 0; i < client_count; i++) {
        uint64_t got = looks ? clients[i].lines * LINE : clients[i].bytes;
        lost += got < clients[i].expected ? (clients[i].expected - got) / LINE : 0;
    }
    return last - start;
}

/* The latency that this share of the lines had at most; those that are missing took longest. */
static uint64_t latency_at(double share) {
    uint64_t seen = 0, wanted = (uint64_t)ceil(share * expected / LINE);
    for (long i = 0; i < LONGEST_LATENCY; i++)
        if ((seen += latencies[i]) >= wanted) return i;
    return LONGEST_LATENCY;
}

static double longest_gap(void) {
    double gap = 0;
    for (int i = 0; i < client_count; i++)
        if (!has_all(&clients[i])) gap = fmax(gap, fmax(clients[i].gap, now() - clients[i].last));
        else gap = fmax(gap, clients[i].gap);
    return gap;
}

static void report_run(void) {
    double seconds = run();
    uint64_t deliveries = expected / LINE - lost;
    printf("{\"seconds\": %.6f, \"lines\": %ld, \"deliveries\": %lu, \"%s\": %lu",
           seconds, line_count, deliveries, timed ? "missing" : "lost", lost);
    if (looks) printf(", \"torn\": %lu, \"reordered\": %lu", torn, reordered);
    if (timed)
        printf(", \"p50_us\": %lu, \"p99_us\": %lu", latency_at(0.5), latency_at(0.99));
}

/* What the one that read nothing finds when it reads at last: the last line but for the rest. */
static void report_stalled(void) {
    char last[LINE] = "";
    struct timeval patience = {1, 0};
    ssize_t size, kept = 0;
    uint64_t bytes = 0;
    setsockopt(stalled.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    while ((size = recv(stalled.fd, buffer, READ_SIZE, 0)) > 0) {
        bytes += size;
        kept = size < LINE - 1 ? size : LINE - 1;
        memcpy(last, buffer + size - kept, kept);
        last[kept] = 0;
    }
    char *notice = strrchr(last, '*');
    if (notice) notice[strcspn(notice, "\n\"\\")] = 0;
    printf(", \"longest_gap\": %.4f, \"stalled_bytes\": %lu, \"stalled_closed\": %s, "
           "\"stalled_told\": \"%s\"", longest_gap(), bytes, size == 0 ? "true" : "false",
           notice ? notice : "");
}

static int by_value(const void *one, const void *other) {
    double difference = *(double *)one - *(double *)other;
    return (difference > 0) - (difference < 0);
}

/* One line at a time; the time of a line is how long until all that should have it, have it. */
static void report_turns(void) {
    double *times = calloc(line_count, sizeof *times);
    for (long turn = 0; turn < line_count; turn++) {
        int index = turn % sender_count, missing = client_count - !echo;
        for (int i = 0; i < client_count; i++) clients[i].bytes = 0;
        senders[index].sent = senders[index].size = 0;
        refill(&senders[index], 1);
        double start = now();
        if (!send_chunk(index)) die("send");
        while (missing) {
            struct epoll_event events[EVENTS];
            int count = wait_for(events, PATIENCE);
            if (count <= 0) { fprintf(stderr, "a line got lost\n"); exit(1); }
            for (int i = 0; i < count; i++) {
                struct client *client = events[i].data.ptr;
                if (!receive(client)) { fprintf(stderr, "the server has closed\n"); exit(1); }
                missing -= client->bytes == LINE;
            }
        }
        times[turn] = now() - start;
    }
    qsort(times, line_count, sizeof *times, by_value);
    printf("{\"lines\": %ld, \"p50_us\": %.1f, \"p99_us\": %.1f", line_count,
           1e6 * times[line_count / 2], 1e6 * times[line_count * 99 / 100]);
}

static void report_hold(double start, double joined) {
    printf("{\"clients\": %d, \"joined\": %.4f, \"reached\": %.4f}\n", client_count,
           joined - start, now() - start);
    fflush(stdout);
    char byte;
    while (read(0, &byte, 1) > 0);
}

int main(int argc, char **argv) {
    if (argc != 8) { fprintf(stderr, "usage: see the top of crowd.c\n"); return 2; }
    const char *mode = argv[1];
    port = atoi(argv[2]);
    client_count = atoi(argv[3]);
    sender_count = atoi(argv[4]);
    line_count = atol(argv[5]) / sender_count * sender_count;
    rate = atol(argv[6]);
    echo = atoi(argv[7]);
    timed = !strcmp(mode, "paced");
    looks = timed || !strcmp(mode, "check") || !strcmp(mode, "stall");
    latencies = calloc(timed ? LONGEST_LATENCY : 1, sizeof *latencies);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(0);
    if (!strcmp(mode, "stall")) stalled.fd = join(0, 4096);
    double start = now();
    join_all();
    double joined = now();
    settle();
    for (int i = 0; i < sender_count; i++) prepare(i);
    if (!strcmp(mode, "hold")) { report_hold(start, joined); return 0; }
    if (!strcmp(mode, "turns")) report_turns();
    else report_run();
    if (!strcmp(mode, "stall")) report_stalled();
    puts("}");
    return 0;
}
