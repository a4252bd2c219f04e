# Becomes the server ("$@"), after leaving a watcher behind that holds the other end of nexusql's pipe.
# A line on the pipe: nexusql ends the server itself. The pipe's end without a line: nexusql died, so the watcher
# ends the server at once and removes the folder. The watcher is forked twice lest the server finds a strange child.
dir=$1
shift
(
    {
        read -r _ && exit
        kill -QUIT $$
        i=0
        # The file goes when the server ends; the process may stay as a zombie if nobody waits for it.
        while [ -e "$dir/data/postmaster.pid" ] && [ $i -lt 100 ] && kill -0 $$ 2>/dev/null; do
            sleep 0.05
            i=$((i + 1))
        done
        rm -rf "$dir"
    } <&3 &
) 3<&0
exec "$@" </dev/null
