# What install, upgrade, rollback and manage share: where everything lies, how a template is filled, how the portal is asked.
# shellcheck shell=bash
# shellcheck disable=SC2034  # read by the scripts and, by name, by fill
set -euo pipefail
umask 022

# TATABOO_ROOT puts everything below another folder than /, TATABOO_USER under another account: for a rehearsal.
ROOT=${TATABOO_ROOT:-}
PORTAL_USER=${TATABOO_USER:-tataboo}
HOME_DIR=$ROOT/srv/tataboo
DATA=$ROOT/var/lib/tataboo
LOGS=$ROOT/var/log/tataboo
ETC=$ROOT/etc/tataboo
ENVIRONMENT=$ETC/environment
UNITS=$ROOT/etc/systemd/system
NGINX=$ROOT/etc/nginx
ACME=$ROOT/var/www/html
CURRENT=$HOME_DIR/current
STATE=$HOME_DIR/last-upgrade
CLOSED=$DATA/maintenance
LEAST_MEGABYTES=1500

stop() { # SENTENCE: ends badly with it
    printf '%s\n' "$1" >&2
    exit 1
}

say() { printf '%s\n' "$1"; }

be_root() {
    [[ $(id -u) -eq 0 || -n $ROOT ]] || stop "要用管理员身份运行：前面加 sudo。"
}

alone() { # one install, upgrade or rollback at a time
    mkdir -p "$HOME_DIR"
    exec 9>"$HOME_DIR/.lock"
    flock --nonblock 9 || stop "安装、升级或回退正在进行，等它做完再来。"
}

value_in() { # FILE NAME: what the line NAME=… says, without quotes around it; nothing where there is none
    [[ -r $1 ]] || return 0
    sed -nE "s/^$2=(.*)$/\1/p" "$1" | tail -n 1 | sed -E "s/^([\"'])(.*)\\1[[:space:]]*\$/\\2/"
}

put_value() { # FILE NAME VALUE: the line NAME=… says it from now on
    local line found=""
    while IFS= read -r line || [[ -n $line ]]; do
        if [[ $line == "$2="* ]]; then
            line="$2=$3"
            found=yes
        fi
        printf '%s\n' "$line"
    done <"$1" >"$1.new"
    [[ -n $found ]] || printf '%s\n' "$2=$3" >>"$1.new"
    chmod --reference="$1" "$1.new"
    mv "$1.new" "$1"
}

know_the_site() { # what the templates need that is this place's own, from /etc/tataboo/site
    local name
    SITE="" CERTIFICATE="" CERTIFICATE_KEY="" WEB=127.0.0.1:8000 MORE_WEB="" HTTP=80 HTTPS=443 ON="*" V6="#" SERVERS=""
    [[ ! -e /proc/net/if_inet6 ]] || V6=""
    for name in SITE CERTIFICATE CERTIFICATE_KEY WEB MORE_WEB HTTP HTTPS ON V6; do
        if grep -q "^$name=" "$ETC/site" 2>/dev/null; then
            printf -v "$name" '%s' "$(value_in "$ETC/site" "$name")"
        fi
    done
    for name in $WEB $MORE_WEB; do
        SERVERS+="server $name; "
    done
    BACKUPS=$(value_in "$ENVIRONMENT" BACKUP_DIR)
}

fill() { # TEMPLATE: its text with a value in the place of every @NAME@
    local text name
    text=$(<"$1")
    for name in HOME_DIR DATA LOGS ETC ACME PORTAL_USER BACKUPS SITE CERTIFICATE CERTIFICATE_KEY WEB SERVERS HTTP HTTPS ON V6; do
        text=${text//"@$name@"/"${!name}"}
    done
    [[ ! $text =~ @[A-Z0-9_]+@ ]] || stop "模板 $1 里的 ${BASH_REMATCH[0]} 没有值。"
    printf '%s\n' "$text"
}

become_portal() { # RELEASE COMMAND…: this very process goes on as the portal's account, in the release, with the portal's settings
    local release=$1 line
    shift
    cd "$release" || exit 1
    umask 027
    while IFS= read -r line; do
        export "${line?}"
    done < <(sed -nE "/^[A-Z_]+=/{s/^([A-Z_]+)=([\"'])(.*)\\2[[:space:]]*\$/\\1=\\3/;p}" "$ENVIRONMENT")
    export HOME=$DATA LANG=C.UTF-8
    unset DJANGO_SETTINGS_MODULE PYTHONPATH
    if [[ $(id -un) == "$PORTAL_USER" ]]; then
        exec "$@"
    fi
    exec setpriv --reuid "$PORTAL_USER" --regid "$(id -g "$PORTAL_USER")" --init-groups "$@"
}

as_portal() { # RELEASE COMMAND…: the same in a process of its own
    (become_portal "$@")
}

manage() { # RELEASE COMMAND…: its manage.py
    local release=$1
    shift
    as_portal "$release" "$release/.venv/bin/python" manage.py "$@"
}

is_healthy() { # ADDRESS SECONDS: whether a portal answers there in that time
    local left
    for ((left = $2; left > 0; left--)); do
        if curl --fail --silent --max-time 5 --output /dev/null --header "Host: $SITE" "http://$1/healthz"; then
            return 0
        fi
        sleep 1
    done
    return 1
}

version_of() { # FOLDER: which version lies there
    sed -nE 's/^VERSION = "([0-9]+(\.[0-9]+)*)"$/\1/p' "$1/tataboo_portal/settings.py"
}

is_newer() { # ONE OTHER: whether the first version comes after the second
    [[ $1 != "$2" && $(printf '%s\n%s\n' "$1" "$2" | sort --version-sort | tail -n 1) == "$1" ]]
}

copy_tree() { # SOURCE TARGET: the program's files, and nothing that only lies beside them
    local git=(git -c "safe.directory=$1" -C "$1")
    if [[ -e $1/.git ]] && command -v git >/dev/null; then
        [[ -z $("${git[@]}" status --porcelain --untracked-files=no) ]] \
            || stop "$1 里有改过没有提交的文件：先提交，或者换一份干净的，再来一次。"
        "${git[@]}" archive HEAD | tar -x -C "$2"
    else
        tar -c -C "$1" --exclude=./.venv --exclude=./data --exclude='__pycache__' . | tar -x -C "$2"
    fi
}

install_pinned() { # fresh packages, each held against its hash
    python3 -m venv "$RELEASE/.venv" || stop "建不了虚拟环境：apt install python3-venv，再来一次。"
    "$RELEASE/.venv/bin/python" -m pip install --disable-pip-version-check --no-input --require-hashes \
        -r "$RELEASE/requirements.txt" >"$RELEASE/install.log" 2>&1 \
        || stop "装不上需要的软件包：看看能不能连上 pip 的软件源，再来一次；详情在 $RELEASE/install.log。"
}

build_release() { # SOURCE: its version in a folder of its own, with its own packages; RELEASE names it
    local version
    version=$(version_of "$1")
    [[ -n $version ]] || stop "$1 里没有平台的程序：到解开的新版本的文件夹里运行。"
    RELEASE=$HOME_DIR/releases/$version
    [[ ! -e $RELEASE/.complete ]] || return 0
    say "正在准备 $version 版，要一两分钟……"
    rm -rf "$RELEASE"
    mkdir -p "$RELEASE"
    copy_tree "$1" "$RELEASE"
    if [[ -e $CURRENT/.complete ]] && cmp --silent "$CURRENT/requirements.txt" "$RELEASE/requirements.txt"; then
        cp -a "$(readlink -f "$CURRENT")/.venv" "$RELEASE/.venv" # the same packages, checked when they came: no network is needed
    else
        install_pinned
    fi
    "$RELEASE/.venv/bin/python" -m compileall -q -x '/\.venv/' "$RELEASE" >/dev/null || true
    touch "$RELEASE/.complete"
}

point_to() { # RELEASE: it is the one in use from the next start on
    ln -sfn "$1" "$CURRENT.new"
    mv -T "$CURRENT.new" "$CURRENT"
}

put() { # FILE: what comes on standard input, in one step
    local folder
    folder=$(dirname "$1")
    mkdir -p "$folder"
    cat >"$1.new"
    chmod 644 "$1.new"
    mv "$1.new" "$1"
}

put_configuration() { # RELEASE: its units, its nginx site; a site nginx does not like leaves the former one
    local path name site=$NGINX/sites-available/tataboo
    for path in "$1"/deploy/systemd/*; do
        name=$(basename "$path")
        fill "$path" | put "$UNITS/$name"
    done
    fill "$1/deploy/logrotate.conf" | put "$ROOT/etc/logrotate.d/tataboo"
    put "$ROOT/etc/systemd/journald.conf.d/tataboo.conf" <"$1/deploy/journald.conf"
    [[ ! -e $site ]] || cp -p "$site" "$site.before"
    fill "$1/deploy/nginx/site.conf" | put "$site"
    mkdir -p "$NGINX/sites-enabled"
    ln -sfn "$site" "$NGINX/sites-enabled/tataboo"
    if ! nginx -t >"$HOME_DIR/nginx.log" 2>&1; then
        [[ ! -e $site.before ]] || mv "$site.before" "$site"
        cat "$HOME_DIR/nginx.log" >&2
        stop "nginx 不接受这份配置，原来的没有动：看看证书的路径对不对（$ETC/site），再来一次。"
    fi
    rm -f "$site.before"
    systemctl daemon-reload
}

free_megabytes() { # FOLDER
    df --output=avail --block-size=1M "$1" | tail -n 1 | tr -d ' '
}

add_new_settings() { # RELEASE: what its template names and the settings here do not yet, each with its explanation
    local line words=""
    while IFS= read -r line; do
        if [[ $line == \#* ]]; then
            words=$line
        elif [[ $line =~ ^([A-Z_]+)= ]] && ! grep -q "^${BASH_REMATCH[1]}=" "$ENVIRONMENT"; then
            printf '%s\n%s=\n' "$words" "${BASH_REMATCH[1]}" >>"$ENVIRONMENT"
        fi
    done <"$1/.env.example"
}

let_in() { # RELEASE: the release in use from now on, with its configuration and the doors open; no answer in a minute: no
    manage "$1" collectstatic --noinput -v0 && point_to "$1" && put_configuration "$1" \
        && systemctl restart tataboo.target && systemctl reload-or-restart nginx && is_healthy "$WEB" 60 || return 1
    rm -f "$CLOSED"
}
